"""For the tests of services: a broker in memory, what was published, and delivering an event to the handlers."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events.codec import Record, decode, load_headers
from events.context import caused_by
from events.envelope import Event
from events.inbox import claim
from events.memory import InMemoryBus
from events.router import Router
from events.tables import outbox

__all__ = ["InMemoryBus", "assert_published", "deliver", "published"]

E = TypeVar("E", bound=Event)


async def published(session: AsyncSession) -> list[Event]:
    """The events that wait in the outbox, in the order they were published, as a consumer would read them."""
    rows = await session.execute(select(outbox).order_by(outbox.c.id))
    return [
        decode(Record(row.topic, 0, row.id, row.key.encode(), row.payload, load_headers(row.headers))) for row in rows
    ]


async def assert_published(session: AsyncSession, event: type[E], **fields: Any) -> E:
    """The one published event of this class whose fields have these values."""
    events = await published(session)
    matching = [
        candidate
        for candidate in events
        if type(candidate) is event and all(getattr(candidate, name) == value for name, value in fields.items())
    ]
    assert len(matching) == 1, f"{len(matching)} of {event.__name__}({fields}) among {events}"
    return matching[0]


async def deliver(session: AsyncSession, router: Router, *events: Event) -> None:
    """Hand events to their handlers as the consumer does, in the caller's transaction: one delivered before is skipped.
    An event without a handler is skipped too. Does not commit."""
    for event in events:
        subscription = router.subscriptions.get(type(event))
        if subscription is None:
            continue
        if subscription.inbox and await claim(session, router.consumer, [event.id]):
            continue
        with caused_by(event):
            await subscription.handler(session, [event] if subscription.batch else event)
            await session.flush()
