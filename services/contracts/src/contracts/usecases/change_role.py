"""The owner gives a member another role."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events import publish
from events.schemas.contracts import MemberRoleChanged

from contracts.domain.roles import InvitedRole
from contracts.errors import OwnerStays
from contracts.storage.audit import BindingAudit
from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.members import MemberRepository
from contracts.usecases.invite_member import lock_own


async def change_role(
    session: AsyncSession,
    user_id: UUID,
    number: str,
    member_id: UUID,
    role: InvitedRole,
    *,
    address: str | None,
    now: datetime,
) -> MemberRow:
    """At once in force; the role of an invitation may be changed too. Raises NotFound, OwnerOnly, OwnerStays."""
    contract, binding = await lock_own(session, user_id, number)
    if member_id == binding.id:
        raise OwnerStays
    members = MemberRepository(session)
    member = await members.get_locked(member_id)
    if member is None or member.binding_id != binding.id or not _stands(member, now):
        raise NotFound
    previous, member.role = member.role, role
    if previous == role:
        return member
    BindingAudit(session).record_member("member_role_changed", member, by=user_id, address=address, reason=role)
    if member.user_id is not None:
        _, email = (await members.current_names([member])).get(member.user_id, (None, None))
        await publish(
            session,
            MemberRoleChanged(
                contract_number=contract.number,
                binding_id=binding.id,
                user_id=binding.user_id,
                member_id=member.id,
                member_user_id=member.user_id,
                email=email or member.email or "",
                role=role,
                previous_role=previous,
                party_name=contract.party.name,
                changed_at=now,
            ),
        )
    return member


def _stands(member: MemberRow, now: datetime) -> bool:
    return member.state == MemberState.ACTIVE or member.is_open(now)
