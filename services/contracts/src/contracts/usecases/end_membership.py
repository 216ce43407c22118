"""A membership ends: at once here, within a second in other services."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events import publish
from events.schemas.contracts import MemberLeft

from contracts.errors import OwnerOnly, OwnerStays
from contracts.storage.audit import BindingAudit, MemberAction
from contracts.storage.contracts import ContractRepository
from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.members import MemberRepository
from contracts.storage.models import BindingRow, ContractRow
from contracts.storage.users import UserRepository
from contracts.usecases.find_access import find_access

Reason = Literal["left", "removed", "unbound", "account_closed"]


async def remove_member(
    session: AsyncSession,
    user_id: UUID,
    number: str,
    member_id: UUID | None,
    *,
    address: str | None,
    now: datetime,
) -> None:
    """The owner removes a member or withdraws an invitation; a member leaves (`member_id` None: himself).
    Raises NotFound, OwnerOnly, OwnerStays."""
    contract = await ContractRepository(session).lock(number)
    access = await find_access(session, user_id, number)
    own = access.member.id if access.member else access.binding.id
    if member_id is None or member_id == own:
        if access.member is None:
            raise OwnerStays
        member_id = own
    member = await MemberRepository(session).get_locked(member_id)
    if contract is None or member is None or member.binding_id != access.binding.id:
        raise NotFound
    if access.member is not None and member.id != own:
        raise OwnerOnly(access.role)
    reason: Reason = "removed" if access.member is None else "left"
    await _end(session, contract, access.binding, member, reason, by=user_id, address=address, now=now)


async def end_all_memberships(session: AsyncSession, contract: ContractRow, binding: BindingRow, now: datetime) -> None:
    """The contract leaves the account: nobody sees it any more, and open invitations die. The contract is locked."""
    for member in await MemberRepository(session).open_of_binding(binding.id):
        await _end(session, contract, binding, member, "unbound", by=binding.user_id, address=None, now=now)


async def leave_everything(session: AsyncSession, user_id: UUID, now: datetime) -> None:
    """The user's account is gone, so are his memberships."""
    members = MemberRepository(session)
    for number in await members.contract_numbers_of(user_id):
        contract = await ContractRepository(session).lock(number)
        member = await members.active(user_id, number)
        if contract is not None and member is not None:
            access = await find_access(session, user_id, number)
            await _end(session, contract, access.binding, member, "account_closed", by=user_id, address=None, now=now)


async def _end(
    session: AsyncSession,
    contract: ContractRow,
    binding: BindingRow,
    member: MemberRow,
    reason: Reason,
    *,
    by: UUID,
    address: str | None,
    now: datetime,
) -> None:
    audit = BindingAudit(session)
    if member.state == MemberState.INVITED:
        member.state, member.ended_at = MemberState.WITHDRAWN, now
        audit.record_member("member_withdrawn", member, by=by, address=address, reason=reason)
    elif member.state == MemberState.ACTIVE and member.user_id is not None:
        member.state, member.ended_at = MemberState.ENDED, now
        action: MemberAction = "member_removed" if reason in {"removed", "unbound"} else "member_left"
        audit.record_member(action, member, by=by, address=address, reason=reason)
        await publish(
            session,
            await _left(
                session,
                contract=contract,
                binding=binding,
                member=member,
                member_user_id=member.user_id,
                reason=reason,
                now=now,
            ),
        )
    else:
        raise NotFound


async def _left(
    session: AsyncSession,
    *,
    contract: ContractRow,
    binding: BindingRow,
    member: MemberRow,
    member_user_id: UUID,
    reason: Reason,
    now: datetime,
) -> MemberLeft:
    names = await MemberRepository(session).current_names([member])
    name, email = names.get(member_user_id, (None, None))
    return MemberLeft(
        contract_number=contract.number,
        binding_id=binding.id,
        user_id=binding.user_id,
        member_id=member.id,
        member_user_id=member_user_id,
        member_name=name or member.name or "",
        email=email or member.email or "",
        role=member.role,
        owner_email=await UserRepository(session).email_of(binding),
        party_name=contract.party.name,
        reason=reason,
        left_at=now,
    )
