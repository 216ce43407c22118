"""Erase and delete what needs not be kept."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final

from chassis.database import Database, SQLAlchemyError

from notifier.domain.webhooks import KEEP
from notifier.storage.deliveries import Deliveries
from notifier.storage.hook_deliveries import HookDeliveries

_EVERY_SECONDS: Final = 30
_BATCH: Final = 500


class Sweeper:
    """Erases the addresses of closed accounts and deletes letters that ended `keep` ago, and the log of webhooks
    after its own time, in small batches."""

    def __init__(self, database: Database, keep: timedelta) -> None:
        self._database = database
        self._keep = keep

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. What a database that is away prevents, the next round does."""
        while not stop.is_set():
            with suppress(SQLAlchemyError, OSError):
                while await self.sweep() >= _BATCH and not stop.is_set():
                    pass
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def sweep(self) -> int:
        """One batch of each; how many rows the larger one had."""
        async with self._database.session() as session:
            erased = await Deliveries(session).erase_closed(_BATCH)
        async with self._database.session() as session:
            pruned = await Deliveries(session).prune(self._keep, _BATCH)
        async with self._database.session() as session:
            return max(erased, pruned, await HookDeliveries(session).prune(KEEP, _BATCH))
