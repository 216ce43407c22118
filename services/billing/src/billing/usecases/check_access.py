"""Whose contract is it?"""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.storage.access import AccessRepository


async def check_access(session: AsyncSession, user_id: UUID, number: str) -> None:
    """Raises NotFound for a contract that is not the user's, as for one that does not exist."""
    if not await AccessRepository(session).sees(user_id, number):
        raise NotFound
