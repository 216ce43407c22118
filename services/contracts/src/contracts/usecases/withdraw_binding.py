"""The asker takes his request back."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.models import BindingState
from contracts.usecases.show_confirmation import is_open


async def withdraw_binding(
    session: AsyncSession, user_id: UUID, binding_id: UUID, *, address: str | None, now: datetime
) -> None:
    """The link of its letter dies. Raises NotFound for everything that is not an open request of his."""
    binding = await BindingRepository(session).get_locked(binding_id)
    if binding is None or binding.user_id != user_id or not is_open(binding, now):
        raise NotFound
    binding.state, binding.ended_at = BindingState.WITHDRAWN, now
    BindingAudit(session).record("withdrawn", [binding], address=address)
