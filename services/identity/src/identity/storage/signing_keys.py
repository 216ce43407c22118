"""Signing keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import SigningKey

_ROTATION_LOCK = 0x726F74617465  # "rotate"


class SigningKeys:
    """Keys, the oldest first."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, key: SigningKey) -> None:
        """Keep a new key."""
        self._session.add(key)

    async def all(self) -> Sequence[SigningKey]:
        """Every key there is."""
        return (await self._session.scalars(select(SigningKey).order_by(SigningKey.active_from))).all()

    async def put_sealed(self, kid: str, sealed_private_key: bytes) -> None:
        """The same key, sealed anew."""
        query = update(SigningKey).where(SigningKey.kid == kid).values(sealed_private_key=sealed_private_key)
        await self._session.execute(query)

    async def lock(self) -> None:
        """One process rotates at a time, until its transaction ends."""
        await self._session.execute(select(func.pg_advisory_xact_lock(_ROTATION_LOCK)))

    async def delete_active_before(self, instant: datetime) -> None:
        """Delete the keys that became active before the instant."""
        await self._session.execute(delete(SigningKey).where(SigningKey.active_from < instant))
