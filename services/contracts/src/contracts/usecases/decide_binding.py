"""The owner of a contract's e-mail confirms a request or says «Это не мы»."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession
from events import publish
from events.schemas.contracts import ContractBindRejected, ContractBound

from contracts.errors import BindingGone, ContractAlreadyBound
from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.models import BindingRow, BindingState, ContractRow
from contracts.storage.users import UserRepository
from contracts.usecases.show_confirmation import is_open

Decision = Literal["confirm", "reject"]


@dataclass(frozen=True)
class Answer:
    """A decision through a link, from an address. No sign-in: who has the letter decides."""

    link_id: UUID | None
    decision: Decision
    address: str | None = None


async def decide_binding(session: AsyncSession, answer: Answer, now: datetime) -> BindingRow:
    """The binding as decided. Raises BindingGone, and ContractAlreadyBound: of two accounts confirming at once
    exactly one wins, since both lock the contract first; a unique index stands behind that."""
    contract, binding = await _open_request(session, answer.link_id, now)
    if answer.decision == "confirm":
        await _confirm(session, binding, contract, answer, now)
    else:
        await _reject(session, binding, contract, answer, now)
    return binding


async def _open_request(session: AsyncSession, link_id: UUID | None, now: datetime) -> tuple[ContractRow, BindingRow]:
    bindings = BindingRepository(session)
    found = await bindings.by_link(link_id) if link_id else None
    if found is None or found.contract_number is None:
        raise BindingGone
    contract = await ContractRepository(session).lock(found.contract_number)
    binding = await bindings.get_locked(found.id)
    if contract is None or binding is None or not is_open(binding, now):
        raise BindingGone
    if await UserRepository(session).is_closed(binding.user_id):
        raise BindingGone
    return contract, binding


async def _confirm(
    session: AsyncSession, binding: BindingRow, contract: ContractRow, answer: Answer, now: datetime
) -> None:
    bindings, audit = BindingRepository(session), BindingAudit(session)
    if await bindings.active_of_contract(contract.number) is not None:
        raise ContractAlreadyBound
    binding.state, binding.bound_at = BindingState.ACTIVE, now
    audit.record("confirmed", [binding], address=answer.address, link_id=binding.link_id)
    await session.flush()
    audit.record("superseded", await bindings.end_other_requests(binding, now))
    await publish(
        session,
        ContractBound(
            contract_number=contract.number,
            binding_id=binding.id,
            user_id=binding.user_id,
            email=binding.email,
            owner_email=await UserRepository(session).email_of(binding),
            party_name=contract.party.name,
            bound_at=now,
        ),
    )


async def _reject(
    session: AsyncSession, binding: BindingRow, contract: ContractRow, answer: Answer, now: datetime
) -> None:
    binding.state, binding.ended_at = BindingState.REJECTED, now
    BindingAudit(session).record("rejected", [binding], address=answer.address, link_id=binding.link_id)
    await publish(
        session,
        ContractBindRejected(
            contract_number=contract.number, binding_id=binding.id, user_id=binding.user_id, rejected_at=now
        ),
    )
