"""Identity's users as far as letters about contracts need them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.models import BindingRow, UserRow


class UserRepository:
    """The projection of users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def name_and_email_of(self, binding: BindingRow) -> tuple[str | None, str | None]:
        """How the owner is called and reached now; what he said when he asked, if identity's news are late."""
        user = await self._session.get(UserRow, binding.user_id)
        name, email = (user.name, user.email) if user else (None, None)
        return name or binding.asked_by_name, email or binding.asked_by_email

    async def email_of(self, binding: BindingRow) -> str:
        """Where to write to the owner."""
        _, email = await self.name_and_email_of(binding)
        return email or ""

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
