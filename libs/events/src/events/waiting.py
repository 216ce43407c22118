"""Waiting that a stop interrupts."""

import asyncio
import contextlib


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep for `seconds`, or until `stop` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def backoff(attempt: int, *, first: float = 0.1, limit: float = 5.0) -> float:
    """Seconds to wait after failure number `attempt` (from 1): doubling, up to `limit`."""
    return min(limit, first * 2.0 ** min(attempt - 1, 30))
