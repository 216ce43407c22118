"""Which handler runs for which event: the subscriptions of a service, readable on one screen."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from events.envelope import Event
from events.topics import CATALOGUE

E = TypeVar("E", bound=Event)
Handler = Callable[[AsyncSession, E], Awaitable[None]]
BatchHandler = Callable[[AsyncSession, Sequence[E]], Awaitable[None]]


@dataclass(frozen=True)
class Subscription:
    """One handler of one event. `inbox` False: the handler is idempotent by a natural key of its own."""

    event: type[Event]
    handler: Callable[[AsyncSession, Any], Awaitable[None]]
    batch: bool
    inbox: bool


class Router:
    """The handlers of a consumer group. `consumer` is the group id and the owner of inbox claims;
    only the router given to `Consumer` needs it."""

    def __init__(self, consumer: str = "") -> None:
        self.consumer = consumer
        self.subscriptions: dict[type[Event], Subscription] = {}

    def on(self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Handle events one by one: `async def handler(session, event)`. Does not commit; the consumer does."""

        def register(handler: Handler[E]) -> Handler[E]:
            self._add(Subscription(event, handler, batch=False, inbox=True))
            return handler

        return register

    def on_batch(self, event: type[E], *, inbox: bool = True) -> Callable[[BatchHandler[E]], BatchHandler[E]]:
        """Handle many at once: `async def handler(session, events)`, in order per key.

        With `inbox=False` redelivered events reach the handler too: it must be guarded by a natural key and
        `event.sequence`, or a revision of its own. A handler that can tell which events are at fault raises
        RefusedEventsError before it writes more: they park alone, and the others come again without them.
        """

        def register(handler: BatchHandler[E]) -> BatchHandler[E]:
            self._add(Subscription(event, handler, batch=True, inbox=inbox))
            return handler

        return register

    def include(self, other: "Router") -> None:
        """Take over the subscriptions of another router."""
        for subscription in other.subscriptions.values():
            self._add(subscription)

    @property
    def topics(self) -> list[str]:
        """The topics that these handlers read."""
        return sorted({CATALOGUE.topic_of(event).name for event in self.subscriptions})

    def _add(self, subscription: Subscription) -> None:
        if subscription.event in self.subscriptions:
            raise ValueError(f"{subscription.event.__name__} has a handler already")
        self.subscriptions[subscription.event] = subscription
