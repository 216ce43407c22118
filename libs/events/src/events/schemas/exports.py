"""A person's data, gathered from every service that has some (152-ФЗ): asked for on `identity.exports.v1`, told on
`identity.export-parts.v1`, key = user id.

Topics of their own: who has a part to give need not read addresses and phones of identity's users, and a part is
sealed to the key that the request carries, so that nobody who reads Kafka, an outbox or a parked key reads it.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from events.envelope import Event


class DataExportEvent(Event):
    """An event about the export of one person's data."""

    key_field: ClassVar[str] = "user_id"
    user_id: UUID
    export_id: UUID


class DataExportRequested(DataExportEvent):
    """The person asked for what is kept of him. `public_key` is X25519 in base64, drawn for this request: its other
    half is thrown away at `expires_at`, and the parts are then legible to nobody."""

    public_key: str
    expires_at: AwareDatetime


class DataExportPartEvent(Event):
    """What services answer with."""

    key_field: ClassVar[str] = "user_id"
    user_id: UUID
    export_id: UUID


class DataExportPart(DataExportPartEvent):
    """One piece of what `service` keeps of the person: gzipped JSON, cut, each piece sealed (HPKE, RFC 9180) and in
    base64. A service that keeps nothing says so by an empty object."""

    service: str
    piece: int = Field(ge=0)
    pieces: int = Field(ge=1)
    sealed: str

    @property
    def teller(self) -> str | None:
        """Any service tells its own part."""
        return self.service
