"""The link of an invitation. To look and to decline needs no sign-in; to accept the invited address, confirmed."""

from uuid import UUID

from chassis.auth import MaybePrincipal, current_user, ready_user
from chassis.database import SessionDep
from fastapi import APIRouter

from contracts.api.deps import ClientAddress, InvitationId, Now
from contracts.api.member_schemas import InvitationAnswer, InvitationAnswered, InvitationOut
from contracts.api.schemas import AskedBy
from contracts.usecases.answer_invitation import accept_invitation, decline_invitation, show_invitation
from contracts.usecases.request_binding import Asker

router = APIRouter(prefix="/api/contracts/v1/member-invitations", tags=["member invitations"])


@router.get("/{token}")
async def show(link_id: InvitationId, session: SessionDep, now: Now) -> InvitationOut:
    """What the invitation is for; no change."""
    invitation = await show_invitation(session, link_id, now)
    member = invitation.member
    return InvitationOut(
        number=member.contract_number,
        party_name=invitation.party_name,
        role=member.role,
        email=member.email or "",
        invited_by=AskedBy(name=invitation.owner_name or "", email=invitation.owner_email or ""),
        expires_at=member.expires_at,
    )


@router.post("/{token}")
async def answer(
    *,
    link_id: InvitationId,
    body: InvitationAnswer,
    principal: MaybePrincipal,
    address: ClientAddress,
    session: SessionDep,
    now: Now,
) -> InvitationAnswered:
    """Accept, signed in with the invited address; or decline, by whoever has the letter."""
    if body.decision == "decline":
        number = await decline_invitation(session, link_id, address=address, now=now)
        return InvitationAnswered(number=number, status="declined")
    user = await ready_user(await current_user(principal))
    who = Asker(UUID(user.subject), user.name or "", user.email or "", address)
    member = await accept_invitation(session, link_id, who, now)
    return InvitationAnswered(number=member.contract_number, status="joined")
