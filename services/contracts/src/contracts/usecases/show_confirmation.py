"""What the link of a letter would confirm. Nothing changes: mail scanners follow links."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from contracts.errors import BindingGone
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.models import BindingRow, BindingState


async def show_confirmation(session: AsyncSession, link_id: UUID | None, now: datetime) -> tuple[BindingRow, str]:
    """The open request and the name of the contract's party. Raises BindingGone."""
    binding = await BindingRepository(session).by_link(link_id) if link_id else None
    if binding is None or binding.contract_number is None or not is_open(binding, now):
        raise BindingGone
    return binding, await ContractRepository(session).party_name(binding.contract_number)


def is_open(binding: BindingRow, now: datetime) -> bool:
    """Whether the request still waits for its answer."""
    return binding.state == BindingState.PENDING and binding.expires_at > now
