"""Every wait for the broker has a limit."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from aiokafka.errors import KafkaError

from events.broker import BrokerError

CLOSE_SECONDS: Final = 3.0


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
