"""Events of a large batch into the outbox in one statement; in order, as `events.publish` does it one by one."""

from collections.abc import Sequence
from typing import Final

from events import Event
from events.outbox import outbox_row
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS: Final = ("shard", "event_id", "topic", "key", "headers", "payload")
_INSERT: Final = text("""
INSERT INTO outbox (shard, event_id, topic, key, headers, payload)
SELECT unnest(CAST(:shard AS smallint[])), unnest(CAST(:event_id AS uuid[])), unnest(CAST(:topic AS text[])),
  unnest(CAST(:key AS text[])), unnest(CAST(:headers AS text[])), unnest(CAST(:payload AS bytea[]))
""")


async def announce(session: AsyncSession, events: Sequence[Event]) -> None:
    """Publish the events with the session's transaction. The accounts are locked."""
    if events:
        rows = [outbox_row(event) for event in events]
        await session.execute(_INSERT, {name: [row[name] for row in rows] for name in _COLUMNS})
