"""A binding ends: the account sees the contract no more, at once here, within a second in other services."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events import publish
from events.schemas.contracts import ContractUnbound

from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.models import BindingRow, BindingState, ContractRow
from contracts.storage.users import UserRepository

Reason = Literal["owner", "account_closed", "registry"]


async def unbind_contract(
    session: AsyncSession,
    user_id: UUID,
    number: str,
    *,
    now: datetime,
    reason: Reason = "owner",
    address: str | None = None,
) -> None:
    """End the user's binding of the contract; the audit keeps it. Raises NotFound if it is not his."""
    contract = await ContractRepository(session).lock(number)
    binding = await BindingRepository(session).active_of_contract(number)
    if contract is None or binding is None or binding.user_id != user_id:
        raise NotFound
    binding.state, binding.ended_at = BindingState.ENDED, now
    BindingAudit(session).record("unbound", [binding], address=address, reason=reason)
    await publish(session, await _unbound(session, binding, contract, reason, now))


async def _unbound(
    session: AsyncSession, binding: BindingRow, contract: ContractRow, reason: Reason, now: datetime
) -> ContractUnbound:
    return ContractUnbound(
        contract_number=contract.number,
        binding_id=binding.id,
        user_id=binding.user_id,
        email=binding.email,
        owner_email=await UserRepository(session).email_of(binding),
        party_name=contract.party.name,
        reason=reason,
        unbound_at=now,
    )
