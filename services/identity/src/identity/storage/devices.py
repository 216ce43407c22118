"""Where users have signed in from."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from identity.domain.device import Client
from identity.storage.models import KnownDevice, table_of

_table = table_of(KnownDevice)
_ADD = insert(_table).on_conflict_do_nothing().returning(_table.c.user_id)


class KnownDevices:
    """Devices by user."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def greet(self, user_id: UUID, client: Client) -> bool:
        """Remember the device; True if it was not seen before."""
        values = {
            "user_id": user_id,
            "whereabouts_sha256": sha256(client.whereabouts.encode()).digest(),
            "first_seen_at": datetime.now(UTC),
        }
        return (await self._session.execute(_ADD, values)).scalar() is not None
