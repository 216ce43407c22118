"""Everything about some records in one transaction: what is parked, the claim, the handlers."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from events.context import caused_by
from events.envelope import Event
from events.inbox import claim
from events.incoming import Handled, Incoming
from events.metrics import CONSUMED, HANDLER_SECONDS
from events.parking import add_record, park_key, parked_among
from events.router import Router, Subscription
from events.stages import Stage, plan
from events.tracing import child_traceparent, is_traced, tell_span

HANDLER_SECONDS_LIMIT: Final = 60.0


class HandlerTimeoutError(Exception):
    """The handler took longer than any handler may."""


class Executor:
    """Runs the handlers of a router. `handler_seconds` is the longest that one call may take: other keys wait."""

    def __init__(self, engine: AsyncEngine, router: Router, *, handler_seconds: float = HANDLER_SECONDS_LIMIT) -> None:
        self.consumer = router.consumer
        self._engine = engine
        self._handler_seconds = handler_seconds

    async def transact(self, items: Sequence[Incoming]) -> None:
        """Handle what can be handled, park what is refused and what comes behind a parked key; all or nothing."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            allowed = await self._set_aside(session, items)
            fresh = await self.handle(session, allowed)
        _count("handled", fresh)
        _count("repeated", allowed, less=fresh)
        _count("parked", items, less=allowed)

    async def handle(self, session: AsyncSession, items: Sequence[Handled]) -> list[Handled]:
        """Claim the records in the session's transaction, hand the new ones to their handlers and return those."""
        fresh = await self._claim(session, items)
        for stage in plan(fresh):
            with HANDLER_SECONDS.labels(stage.subscription.event.type_name()).time():
                await self._call(session, stage)
        return fresh

    async def _set_aside(self, session: AsyncSession, items: Sequence[Incoming]) -> list[Handled]:
        """Park what may not be handled now, and return the rest."""
        parked = await parked_among(session, self.consumer, {(item.record.topic, item.key) for item in items})
        allowed: list[Handled] = []
        for item in items:
            key = (item.record.topic, item.key)
            if key not in parked:
                if isinstance(item, Handled):
                    allowed.append(item)
                    continue
                parked[key] = await park_key(session, self.consumer, *key, item.reason)
            await add_record(session, parked[key], item.record)
        return allowed

    async def _claim(self, session: AsyncSession, items: Sequence[Handled]) -> list[Handled]:
        """The records that nobody handled before, each event once; those without inbox as they come."""
        guarded = [item.event.id for item in items if item.subscription.inbox]
        distinct = set(guarded)
        handled = await claim(session, self.consumer, distinct)
        if not handled and len(distinct) == len(guarded):
            return list(items)
        fresh = []
        for item in items:
            if not item.subscription.inbox or item.event.id not in handled:
                handled.add(item.event.id)
                fresh.append(item)
        return fresh

    async def _call(self, session: AsyncSession, stage: Stage) -> None:
        events = [item.event for item in stage.records]
        if stage.subscription.batch:
            begun = time.time_ns()
            await self._call_within_limit(session, stage.subscription, events)
            _tell_batch(events, begun)
            return
        for event in events:
            with caused_by(event):
                await self._call_within_limit(session, stage.subscription, event)

    async def _call_within_limit(
        self, session: AsyncSession, subscription: Subscription, argument: Event | Sequence[Event]
    ) -> None:
        try:
            async with asyncio.timeout(self._handler_seconds) as limit:
                await subscription.handler(session, argument)
                await session.flush()
        except TimeoutError as error:
            # A TimeoutError of the handler's own is its failure too, never the infrastructure's.
            seconds = f"{self._handler_seconds:g} s" if limit.expired() else "its own limit"
            raise HandlerTimeoutError(f"the handler took longer than {seconds}") from error


def _tell_batch(events: Sequence[Event], begun: int) -> None:
    """A span for each, in its own trace: they were handled together."""
    for event in events if is_traced() else ():
        parent, together = event.traceparent, str(len(events))
        name = f"handle {event.type_name()}"
        tell_span(
            name, "consumer", child_traceparent(parent), parent=parent, begun=begun, event=str(event.id), batch=together
        )


def _count(outcome: str, items: Sequence[Incoming], *, less: Sequence[Incoming] = ()) -> None:
    topics = Counter(item.record.topic for item in items)
    topics.subtract(item.record.topic for item in less)
    for topic, count in topics.items():
        CONSUMED.labels(topic, outcome).inc(count)
