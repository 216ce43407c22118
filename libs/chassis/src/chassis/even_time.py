"""The same answer in the same time, whether or not what was asked about exists."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends


@asynccontextmanager
async def even_time(step_ms: int = 250) -> AsyncIterator[None]:
    """Pads its body, also when it raises, to the next multiple of `step_ms`."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    try:
        yield
    finally:
        steps = max(1, math.ceil((loop.time() - started) * 1000 / step_ms))
        await asyncio.sleep(started + steps * step_ms / 1000 - loop.time())


def evenly(step_ms: int = 250) -> Any:
    """The same as a dependency of an endpoint: `dependencies=[evenly(300)]`.

    Stands before the session, so the padding includes the commit and holds no connection.
    """

    async def pad() -> AsyncIterator[None]:
        async with even_time(step_ms):
            yield

    return Depends(pad, scope="function")
