"""Queue one letter to one address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.database import AsyncSession
from events.tracing import current_traceparent
from uuid_utils.compat import uuid7

from notifier.domain.letters import Choice, Letter, LinkGrant
from notifier.storage.deliveries import Deliveries
from notifier.storage.preferences import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """What to send to whom, and because of which event."""

    letter: Letter
    email: str
    source_event_id: UUID
    user_id: UUID
    """Whom the letter tells about."""
    contract_number: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    link: LinkGrant | None = None
    useful_until: datetime | None = None
    """Not sent later than this; with a link, its end."""
    after: timedelta = timedelta(0)
    """Not sent sooner."""


async def queue_letter(session: AsyncSession, new: NewLetter) -> bool:
    """Once per event, kind and address, however often the event comes. False if the user does not want it."""
    letter = new.letter
    if letter.choice is Choice.OPTIONAL:
        wanted = await Preferences(session).wanted(new.user_id, letter.kind, new.contract_number)
        if not wanted:
            return False
    await Deliveries(session).add(
        id=uuid7(),
        source_event_id=new.source_event_id,
        kind=letter.kind,
        user_id=new.user_id,
        contract_number=new.contract_number,
        email=new.email,
        subject=letter.subject_for(new.contract_number),
        facts=dict(new.facts),
        link_id=new.link.link_id if new.link else None,
        expires_at=new.link.expires_at if new.link else new.useful_until,
        traceparent=current_traceparent.get(),
        after=new.after,
    )
    return True
