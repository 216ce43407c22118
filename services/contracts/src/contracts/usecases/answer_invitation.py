"""The link of an invitation: what it is for, and the answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession
from events import publish
from events.schemas.contracts import MemberJoined

from contracts.domain.emails import normalise_email
from contracts.errors import AlreadyYours, InvitationGone, OtherAddress
from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.members import MemberRepository
from contracts.storage.models import BindingRow, ContractRow
from contracts.storage.users import UserRepository
from contracts.usecases.request_binding import Asker

Decision = Literal["accept", "decline"]


@dataclass(frozen=True)
class Invitation:
    """What the letter's link offers, and who offers it."""

    member: MemberRow
    party_name: str
    owner_name: str | None
    owner_email: str | None


async def show_invitation(session: AsyncSession, link_id: UUID | None, now: datetime) -> Invitation:
    """Changes nothing: mail scanners follow links. Raises InvitationGone."""
    member = await MemberRepository(session).by_link(link_id) if link_id else None
    if member is None or not member.is_open(now):
        raise InvitationGone
    binding = await BindingRepository(session).active_of_contract(member.contract_number)
    if binding is None or binding.id != member.binding_id:
        raise InvitationGone
    name, email = await UserRepository(session).name_and_email_of(binding)
    party = await ContractRepository(session).party_name(member.contract_number)
    return Invitation(member, party, name, email)


async def decline_invitation(session: AsyncSession, link_id: UUID | None, *, address: str | None, now: datetime) -> str:
    """Who has the letter may decline, signed in or not; the number of the contract. Raises InvitationGone."""
    contract, _, member = await _open(session, link_id, now)
    member.state, member.ended_at = MemberState.DECLINED, now
    audit = BindingAudit(session)
    audit.record_member("member_declined", member, by=member.invited_by, address=address, link_id=member.link_id)
    return contract.number


async def accept_invitation(session: AsyncSession, link_id: UUID | None, who: Asker, now: datetime) -> MemberRow:
    """The membership of `who`, whose confirmed address must be the invited one: a forwarded letter opens nothing.
    Raises InvitationGone, OtherAddress, AlreadyYours."""
    contract, binding, member = await _open(session, link_id, now)
    if normalise_email(who.email) != member.email:
        raise OtherAddress
    if await UserRepository(session).is_closed(who.user_id):
        raise InvitationGone
    if binding.user_id == who.user_id or await MemberRepository(session).active(who.user_id, contract.number):
        raise AlreadyYours
    member.state, member.user_id, member.name, member.joined_at = MemberState.ACTIVE, who.user_id, who.name, now
    audit = BindingAudit(session)
    audit.record_member("member_joined", member, by=who.user_id, address=who.address, link_id=member.link_id)
    await publish(session, await _joined(session, binding, member, who, contract.party.name))
    return member


async def _open(
    session: AsyncSession, link_id: UUID | None, now: datetime
) -> tuple[ContractRow, BindingRow, MemberRow]:
    """Contract, binding and invitation, the contract locked first as everywhere."""
    members = MemberRepository(session)
    found = await members.by_link(link_id) if link_id else None
    if found is None:
        raise InvitationGone
    contract = await ContractRepository(session).lock(found.contract_number)
    binding = await BindingRepository(session).active_of_contract(found.contract_number)
    member = await members.get_locked(found.id)
    if contract is None or binding is None or member is None:
        raise InvitationGone
    if member.link_id != link_id or not member.is_open(now) or member.binding_id != binding.id:
        raise InvitationGone
    return contract, binding, member


async def _joined(
    session: AsyncSession, binding: BindingRow, member: MemberRow, who: Asker, party_name: str
) -> MemberJoined:
    assert member.joined_at is not None  # set by the caller a moment ago
    return MemberJoined(
        contract_number=member.contract_number,
        binding_id=binding.id,
        user_id=binding.user_id,
        member_id=member.id,
        member_user_id=who.user_id,
        member_name=who.name,
        email=who.email,
        role=member.role,
        owner_email=await UserRepository(session).email_of(binding),
        party_name=party_name,
        joined_at=member.joined_at,
    )
