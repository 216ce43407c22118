"""The contracts of a user."""

from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.bindings import BindingRepository
from contracts.storage.models import BindingRow, ContractRow


async def list_contracts(
    session: AsyncSession, user_id: UUID, *, after: str | None, limit: int
) -> list[tuple[BindingRow, ContractRow]]:
    """By number, from the one after `after` on."""
    return await BindingRepository(session).contracts_of_user(user_id, after, limit)
