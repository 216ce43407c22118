"""The reading side's memory: an event is handled once per consumer, whatever the broker repeats."""

from collections.abc import Collection
from operator import attrgetter
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Answers with the repeats, of which there are hardly ever any.
_CLAIM: Final = text("""
WITH arrived AS (
    SELECT unnest(CAST(:event_ids AS uuid[])) AS event_id
), claimed AS (
    INSERT INTO inbox (consumer, event_id) SELECT :consumer, event_id FROM arrived
    ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT event_id FROM arrived EXCEPT ALL SELECT event_id FROM claimed
""")


async def claim(session: AsyncSession, consumer: str, event_ids: Collection[UUID]) -> set[UUID]:
    """Claim events, each given once, for `consumer`, and return those that were handled before: they are repeats.

    Comes before the handlers in their transaction: a claim in flight elsewhere is waited for, so two members of one
    group never both handle an event.
    """
    if not event_ids:
        return set()
    # Sorted, so that two transactions claiming the same events can not deadlock.
    in_order = sorted(event_ids, key=attrgetter("int"))
    return set(await session.scalars(_CLAIM, {"consumer": consumer, "event_ids": in_order}))
