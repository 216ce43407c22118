"""Identity tells how a user is called and reached; letters to the owner of a contract need it."""

from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.users import UserRepository


async def remember_user(session: AsyncSession, user_id: UUID, **facts: str) -> None:
    """`facts`: `email`, `name`. Nothing is kept of a closed account."""
    await UserRepository(session).remember(user_id, **facts)
