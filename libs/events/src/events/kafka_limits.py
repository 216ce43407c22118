"""Every wait for the broker has a limit."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final

from aiokafka.errors import KafkaError

from events.broker import BrokerError

CLOSE_SECONDS: Final = 3.0
_CANCELLATIONS: Final = 5


class ClientStuckError(Exception):
    """A client of the broker does not end. It might write, or hold partitions, for ever: the process must end."""


@contextlib.asynccontextmanager
async def limited(seconds: float, what: str) -> AsyncIterator[None]:
    """Turns what the client raises, and silence for `seconds`, into BrokerError."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise BrokerError(f"{what}: no answer in {seconds:g} s") from error
    except KafkaError as error:
        raise BrokerError(f"{what}: {type(error).__name__}") from error


async def ended(ending: Coroutine[Any, Any, None], what: str) -> None:
    """Wait for a client to end; when it takes too long, cancel it, and again: aiokafka swallows cancellations where it
    waits for tasks of its own, and then waits for the next. Raises ClientStuckError when nothing helps.
    """
    task = asyncio.create_task(ending)
    await asyncio.wait([task], timeout=CLOSE_SECONDS)
    for _ in range(_CANCELLATIONS):
        if not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=CLOSE_SECONDS / _CANCELLATIONS)
    if not task.done():
        raise ClientStuckError(what)
    with contextlib.suppress(asyncio.CancelledError, KafkaError):
        task.result()
