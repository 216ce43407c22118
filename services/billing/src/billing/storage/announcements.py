"""Events of a large batch into the outbox in one statement; in order, as `events.publish` does it one by one."""

from collections.abc import Sequence
from typing import Final

from events import Event
from events.outbox import outbox_row
from events.tables import outbox
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.copying import copy_rows

_COLUMNS: Final = ("shard", "event_id", "topic", "key", "headers", "payload")


async def announce(session: AsyncSession, events: Sequence[Event]) -> None:
    """Publish the events with the session's transaction. The accounts are locked."""
    if events:
        await copy_rows(session, outbox.name, _COLUMNS, map(outbox_row, events))
