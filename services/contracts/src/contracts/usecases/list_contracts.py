"""The contracts of a user."""

from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.shelf import Asked, Shelf, Shelved


async def list_contracts(session: AsyncSession, user_id: UUID, asked: Asked) -> list[Shelved]:
    """Those that he owns and those that he is a member of."""
    return await Shelf(session).of(user_id, asked)
