"""Prometheus metrics of the two loops, in the default registry."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine


class Backlog:
    """Samples what waits in the database: outbox depth and oldest age, parked keys."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, stop: asyncio.Event) -> None:
        """Sample until `stop` is set."""
        await stop.wait()
