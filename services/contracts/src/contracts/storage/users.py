"""Identity's users as far as letters about contracts need them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.models import UserRow


class UserRepository:
    """The projection of users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, user_id: UUID) -> UserRow | None:
        """The user, if we have heard of him."""
        return await self._session.get(UserRow, user_id)

    async def is_closed(self, user_id: UUID) -> bool:
        """Whether the account is gone."""
        closed = select(UserRow.closed_at.is_not(None)).where(UserRow.id == user_id)
        return bool(await self._session.scalar(closed))

    async def remember(self, user_id: UUID, **facts: str) -> None:
        """Keep his e-mail or name; nothing of a closed account."""
        kept = insert(UserRow).values(id=user_id, **facts)
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=[UserRow.id], set_=facts, where=UserRow.closed_at.is_(None))
        )

    async def forget(self, user_id: UUID, now: datetime) -> None:
        """Erase him; what is left says only that the account is closed."""
        gone = {"email": None, "name": None, "closed_at": now}
        erased = insert(UserRow).values(id=user_id, **gone)
        await self._session.execute(erased.on_conflict_do_update(index_elements=[UserRow.id], set_=gone))
