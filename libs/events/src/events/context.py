"""The work in hand: which event is being handled, and in which trace. What is published meanwhile points back at it."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from events.envelope import Event
from events.tracing import span


@dataclass(frozen=True, slots=True)
class Cause:
    """The event whose handler is running, and the chain of events that it belongs to."""

    id: UUID
    correlation_id: UUID


current_cause: Final[ContextVar[Cause | None]] = ContextVar("current_cause", default=None)
"""None outside of handlers."""


@contextlib.contextmanager
def caused_by(event: Event) -> Iterator[None]:
    """What is published inside is caused by `event`, in its trace. The consumer does this around handlers of one event;
    a batch handler does it itself around each event whose consequences it publishes."""
    cause = current_cause.set(Cause(event.id, event.correlation_id or event.id))
    try:
        with span(f"handle {event.type_name()}", "consumer", event.traceparent, event=str(event.id)):
            yield
    finally:
        current_cause.reset(cause)


def log_context() -> dict[str, str]:
    """What a line of the log carries while an event is handled: its id."""
    cause = current_cause.get()
    return {"event_id": str(cause.id)} if cause else {}
