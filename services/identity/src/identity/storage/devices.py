"""Where users have signed in from."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Boolean, literal_column
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from identity.domain.device import Client
from identity.storage.models import KnownDevice


class KnownDevices:
    """Devices by user."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def greet(self, user_id: UUID, client: Client) -> bool:
        """Remember the device; True if it was not seen before."""
        values = {
            "user_id": user_id,
            "whereabouts_sha256": sha256(client.whereabouts.encode()).digest(),
            "seen_at": datetime.now(UTC),
        }
        upsert = (
            insert(KnownDevice)
            .values(values)
            .on_conflict_do_update(constraint="pk_known_devices", set_={"seen_at": values["seen_at"]})
        )
        inserted = literal_column("xmax = 0", Boolean)
        return bool((await self._session.execute(upsert.returning(inserted))).scalar_one())
