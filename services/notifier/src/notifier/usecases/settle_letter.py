"""Write down how a try to send a letter ended, and tell the others when it was the last."""

from datetime import datetime

from chassis.database import AsyncSession
from events import publish
from events.schemas.notifier import EmailDelivered, EmailFailed

from notifier.domain.outcomes import State, Verdict
from notifier.storage.deliveries import Deliveries
from notifier.storage.models import Delivery


async def settle_letter(
    session: AsyncSession, delivery: Delivery, verdict: Verdict, *, message_id: str, now: datetime
) -> bool:
    """False, and nothing changes, when another sender has taken the letter meanwhile."""
    if not await Deliveries(session).settle(delivery.id, delivery.attempt, verdict, now):
        return False
    facts = {
        "delivery_id": delivery.id,
        "template": delivery.kind,
        "email": delivery.email,
        "message_id": message_id,
        "source_event_id": delivery.source_event_id,
        "causation_id": delivery.source_event_id,
    }
    if verdict.state is State.SENT:
        await publish(session, EmailDelivered.model_validate(facts))
    elif verdict.state is not State.QUEUED:
        await publish(session, EmailFailed.model_validate({**facts, "reason": verdict.reason}))
    return True
