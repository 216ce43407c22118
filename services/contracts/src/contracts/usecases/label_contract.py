"""A user calls a contract something, for himself."""

from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.labels import Labels
from contracts.usecases.find_access import find_access


async def label_contract(session: AsyncSession, user_id: UUID, number: str, label: str | None) -> None:
    """None: no more. Raises NotFound."""
    await find_access(session, user_id, number)
    if label is None:
        await Labels(session).remove(user_id, number)
    else:
        await Labels(session).put(user_id, number, label)
