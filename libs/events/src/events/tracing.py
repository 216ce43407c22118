"""W3C trace context carried by hand: outbox header -> Kafka header -> handler; and spans for who wants them.

No OpenTelemetry here: a worker starts faster without it, and a `traceparent` is 55 characters. A process that exports
spans says so (`report_spans`); in any other, a span costs a look at an empty list.
"""

import contextlib
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Final, Literal, NamedTuple

current_traceparent: Final[ContextVar[str | None]] = ContextVar("current_traceparent", default=None)
"""The `traceparent` of the work in hand: set by the consumer (and by chassis for HTTP), written by `publish`."""

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")


class Span(NamedTuple):
    """A piece of work that ended. `traceparent` names it, `parent` what it was done for; times are ns since 1970."""

    name: str
    kind: Literal["producer", "consumer", "client"]
    traceparent: str
    parent: str | None
    begun: int
    ended: int
    attributes: Mapping[str, str]
    error: str | None
    """The class of what went wrong: a message may hold personal data."""


_listeners: Final[list[Callable[[Span], None]]] = []


def report_spans(listener: Callable[[Span], None]) -> None:
    """Tell every span of this process, once it has ended, to `listener`."""
    _listeners.append(listener)


def is_traced() -> bool:
    """Whether anybody wants spans."""
    return bool(_listeners)


def tell_span(
    name: str,
    kind: Literal["producer", "consumer", "client"],
    traceparent: str,
    *,
    parent: str | None,
    begun: int,
    error: str | None = None,
    **attributes: str,
) -> None:
    """A piece of work ends now."""
    known = parent if parent and _TRACEPARENT.fullmatch(parent) else None
    for listener in _listeners:
        listener(Span(name, kind, traceparent, known, begun, time.time_ns(), attributes, error))


@contextlib.contextmanager
def span(name: str, kind: Literal["consumer", "client"], parent: str | None, **attributes: str) -> Iterator[str]:
    """Do a piece of work for `parent`, as the trace context in hand; gives its traceparent."""
    begun, traceparent, error = time.time_ns(), child_traceparent(parent), None
    reset = current_traceparent.set(traceparent)
    try:
        yield traceparent
    except BaseException as failure:
        error = type(failure).__name__
        raise
    finally:
        current_traceparent.reset(reset)
        tell_span(name, kind, traceparent, parent=parent, begun=begun, error=error, **attributes)


def new_traceparent() -> str:
    """The root of a new, sampled trace."""
    drawn = secrets.token_hex(24)
    return f"00-{drawn[:32]}-{drawn[32:]}-01"


def child_traceparent(parent: str | None) -> str:
    """A new span of the parent's trace; a new trace when the parent is absent or malformed."""
    match = _TRACEPARENT.fullmatch(parent) if parent else None
    if match is None:
        return new_traceparent()
    return f"00-{match[1]}-{secrets.token_hex(8)}-{match[3]}"
