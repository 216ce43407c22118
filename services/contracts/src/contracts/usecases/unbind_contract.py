"""A binding ends: the account sees the contract no more, at once here, within a second in other services."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events import publish
from events.schemas.contracts import ContractUnbound

from contracts.storage.audit import BindingAudit
from contracts.storage.contracts import ContractRepository
from contracts.storage.models import BindingRow, BindingState, ContractRow
from contracts.storage.users import UserRepository
from contracts.usecases.end_membership import end_all_memberships
from contracts.usecases.find_access import find_access

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
    """End the user's binding of the contract; the audit keeps it. Raises NotFound, OwnerOnly."""
    contract = await ContractRepository(session).lock(number)
    access = await find_access(session, user_id, number)
    access.require_owner()
    binding = access.binding
    if contract is None:
        raise NotFound
    await end_all_memberships(session, contract, binding, now)
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
