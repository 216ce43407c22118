"""The owner invites another user of his company by letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound, TooManyRequests
from events import publish
from events.envelope import new_event_id
from events.schemas.contracts import MemberInvited

from contracts.domain.emails import normalise_email
from contracts.domain.roles import InvitedRole
from contracts.errors import AlreadyInvited, AlreadyMember, InvitingYourself, TooManyMembers
from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.members import MemberRepository
from contracts.storage.models import BindingRow, ContractRow
from contracts.storage.users import UserRepository
from contracts.usecases.find_access import find_access
from contracts.usecases.request_binding import Asker


@dataclass(frozen=True)
class MemberLimits:
    """How long an invitation stands, how often it may be repeated, and how many letters go in `window`."""

    ttl: timedelta
    repeat_after: timedelta
    window: timedelta
    per_contract: int
    per_user: int
    per_email: int


async def invite_member(
    session: AsyncSession,
    asker: Asker,
    number: str,
    email: str,
    role: InvitedRole,
    *,
    limits: MemberLimits,
    now: datetime,
) -> MemberRow:
    """An invitation to `email`, in its normal form. Nothing is asked of identity: the answer can not tell whether the
    address has an account. Raises NotFound, OwnerOnly, InvitingYourself, AlreadyMember, AlreadyInvited,
    TooManyMembers, TooManyRequests."""
    contract, binding = await lock_own(session, asker.user_id, number)
    await _refuse_owner(session, binding, asker, email)
    await _refuse_known(session, binding, email, limits, now)
    await _refuse_flood(session, asker.user_id, email, limits, now)
    member = _invitation(binding, email, role, now, ends=now + limits.ttl)
    MemberRepository(session).add(member)
    audit = BindingAudit(session)
    audit.record_member("member_invited", member, by=asker.user_id, address=asker.address, link_id=member.link_id)
    await session.flush()
    await publish(session, _letter(member, asker, contract))
    return member


async def resend_invitation(
    session: AsyncSession, asker: Asker, number: str, member_id: UUID, *, limits: MemberLimits, now: datetime
) -> MemberRow:
    """The letter again with a new link and a new term; the earlier link dies. An expired invitation revives.
    Raises NotFound, OwnerOnly, TooManyRequests."""
    contract, binding = await lock_own(session, asker.user_id, number)
    member = await MemberRepository(session).get_locked(member_id)
    waits = member is not None and member.binding_id == binding.id and member.state == MemberState.INVITED
    if member is None or member.email is None or not waits:
        raise NotFound
    wait = (member.sent_at + limits.repeat_after - now).total_seconds()
    if wait > 0:
        raise TooManyRequests(retry_after=round(wait) or 1)
    await _refuse_flood(session, asker.user_id, member.email, limits, now)
    member.link_id, member.letters = new_event_id(), member.letters + 1
    member.sent_at, member.expires_at = now, now + limits.ttl
    audit = BindingAudit(session)
    audit.record_member("member_invited_again", member, by=asker.user_id, address=asker.address, link_id=member.link_id)
    await publish(session, _letter(member, asker, contract))
    return member


async def lock_own(session: AsyncSession, user_id: UUID, number: str) -> tuple[ContractRow, BindingRow]:
    """The contract, locked, and the binding of its owner, the caller. Raises NotFound, OwnerOnly."""
    contract = await ContractRepository(session).lock(number)
    access = await find_access(session, user_id, number)
    if contract is None:
        raise NotFound
    access.require_owner()
    return contract, access.binding


async def _refuse_owner(session: AsyncSession, binding: BindingRow, asker: Asker, email: str) -> None:
    own = (asker.email, await UserRepository(session).email_of(binding))
    if email in {normalise_email(address) for address in own}:
        raise InvitingYourself


async def _refuse_known(
    session: AsyncSession, binding: BindingRow, email: str, limits: MemberLimits, now: datetime
) -> None:
    members = MemberRepository(session)
    known = await members.open_of_binding(binding.id)
    names = await members.current_names(known)
    standing = []
    for member in known:
        if member.state == MemberState.INVITED and not member.is_open(now):
            if member.email == email:
                _expire(session, member, now)
            continue
        standing.append(member)
        if member.email == email and member.state == MemberState.INVITED:
            raise AlreadyInvited
        if member.user_id and email in _addresses(member, names.get(member.user_id)):
            raise AlreadyMember
    if len(standing) >= limits.per_contract:
        raise TooManyMembers(limit=limits.per_contract)
    await session.flush()


def _addresses(member: MemberRow, now_called: tuple[str | None, str | None] | None) -> set[str | None]:
    """Where a member is reached now; where he was invited, until identity's news come."""
    current = now_called[1] if now_called else None
    return {normalise_email(current) if current else member.email}


def _expire(session: AsyncSession, member: MemberRow, now: datetime) -> None:
    member.state, member.ended_at = MemberState.EXPIRED, now
    BindingAudit(session).record_member("member_expired", member, by=member.invited_by)


async def _refuse_flood(session: AsyncSession, user_id: UUID, email: str, limits: MemberLimits, now: datetime) -> None:
    await BindingRepository(session).serialise(user_id)
    members, since = MemberRepository(session), now - limits.window
    by_user, to_email = await members.letters_by(user_id, since), await members.letters_to(email, since)
    if by_user >= limits.per_user or to_email >= limits.per_email:
        raise TooManyRequests(retry_after=round(limits.window.total_seconds()))


def _invitation(binding: BindingRow, email: str, role: InvitedRole, now: datetime, *, ends: datetime) -> MemberRow:
    return MemberRow(
        id=new_event_id(),
        contract_number=binding.asked_number,
        binding_id=binding.id,
        email=email,
        role=role,
        state=MemberState.INVITED,
        link_id=new_event_id(),
        invited_by=binding.user_id,
        letters=1,
        invited_at=now,
        sent_at=now,
        expires_at=ends,
    )


def _letter(member: MemberRow, asker: Asker, contract: ContractRow) -> MemberInvited:
    return MemberInvited(
        contract_number=contract.number,
        binding_id=member.binding_id,
        user_id=asker.user_id,
        member_id=member.id,
        email=member.email or "",
        role=member.role,
        asked_by_name=asker.name,
        asked_by_email=asker.email,
        party_name=contract.party.name,
        link_id=member.link_id,
        expires_at=member.expires_at,
    )
