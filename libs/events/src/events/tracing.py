"""W3C trace context carried by hand: outbox header -> Kafka header -> handler.

No OpenTelemetry here: a worker starts faster without it, and a `traceparent` is 55 characters.
"""

import re
import secrets
from contextvars import ContextVar
from typing import Final

current_traceparent: Final[ContextVar[str | None]] = ContextVar("current_traceparent", default=None)
"""The `traceparent` of the work in hand: set by the consumer (and by chassis for HTTP), written by `publish`."""

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")


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
