"""Measure the queues of letters and of messages to webhooks."""

import asyncio
from contextlib import suppress
from typing import Final

from chassis.database import Database, SQLAlchemyError

from notifier.storage.deliveries import Deliveries
from notifier.storage.hook_deliveries import HookDeliveries
from notifier.usecases.metrics import HOOKS_DUE, HOOKS_OLDEST, QUEUE_DEPTH, QUEUE_OLDEST

_EVERY_SECONDS: Final = 5


class QueueWatch:
    """Samples the queues for the metrics."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. A database that is away is not this task's business."""
        while not stop.is_set():
            with suppress(SQLAlchemyError, OSError):
                async with self._database.session() as session:
                    size = await Deliveries(session).size()
                    hooks = await HookDeliveries(session).size()
                QUEUE_DEPTH.set(size.depth)
                QUEUE_OLDEST.set(size.oldest_seconds)
                HOOKS_DUE.set(hooks.depth)
                HOOKS_OLDEST.set(hooks.oldest_seconds)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
