"""The supplier's decisions about readings."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.supplier import ReadingDecided

from metering.usecases.decide_reading import Decision, decide_reading

router = Router()


@router.on(ReadingDecided)
async def on_decided(session: AsyncSession, event: ReadingDecided) -> None:
    """A reading was accepted or rejected; one that we do not have parks the contract's key with that reason."""
    accepted = event.decision == "accepted"
    await decide_reading(session, Decision(event.reading_id, accepted, event.reason, event.decided_at))
