"""The open requests of a user."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.bindings import BindingRepository
from contracts.storage.models import BindingRow


async def list_bindings(
    session: AsyncSession, user_id: UUID, *, now: datetime, after: UUID | None, limit: int
) -> list[BindingRow]:
    """Newest first. Those that match nothing stand among them like the others."""
    return await BindingRepository(session).pending_of_user(user_id, now, after, limit)
