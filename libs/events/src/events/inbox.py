"""The reading side's memory: an event is handled once per consumer, whatever the broker repeats."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from events.tables import inbox

_claimed = select(
    bindparam("consumer", type_=Text), func.unnest(bindparam("event_ids", type_=ARRAY(Uuid))).label("event_id")
)
_CLAIM = (
    insert(inbox)
    .from_select(["consumer", "event_id"], _claimed, include_defaults=False)
    .on_conflict_do_nothing()
    .returning(inbox.c.event_id)
)


async def claim(session: AsyncSession, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Claim events for `consumer` and return those that nobody handled before.

    Comes before the handlers in their transaction: a claim in flight elsewhere is waited for, so two members of one
    group never both handle an event.
    """
    if not event_ids:
        return set()
    # Sorted, so that two transactions claiming the same events can not deadlock.
    result = await session.execute(_CLAIM, {"consumer": consumer, "event_ids": sorted(set(event_ids))})
    return set(result.scalars())
