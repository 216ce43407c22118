"""The link of the letter to a contract's e-mail. No sign-in: who has the letter decides."""

from chassis.database import SessionDep
from fastapi import APIRouter

from contracts.api.deps import ClientAddress, LinkId, Now
from contracts.api.schemas import AskedBy, Confirmation, Decided, DecisionIn
from contracts.usecases.decide_binding import Answer, decide_binding
from contracts.usecases.show_confirmation import show_confirmation

router = APIRouter(prefix="/api/contracts/v1/binding-confirmations", tags=["binding confirmations"])


@router.get("/{token}")
async def show(link_id: LinkId, session: SessionDep, now: Now) -> Confirmation:
    """What would be confirmed. Changes nothing: mail scanners follow links."""
    binding, party_name = await show_confirmation(session, link_id, now)
    asked_by = AskedBy(name=binding.asked_by_name or "", email=binding.asked_by_email or "")
    return Confirmation(
        number=binding.asked_number, party_name=party_name, asked_by=asked_by, expires_at=binding.expires_at
    )


@router.post("/{token}")
async def decide(body: DecisionIn, link_id: LinkId, address: ClientAddress, session: SessionDep, now: Now) -> Decided:
    """Confirm, or say «Это не мы»."""
    binding = await decide_binding(session, Answer(link_id, body.decision, address), now)
    return Decided(number=binding.asked_number, status="bound" if body.decision == "confirm" else "rejected")
