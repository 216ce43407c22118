"""Pruning: what is only kept to recognise repeats does not stay for ever."""

import asyncio
import logging
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from events.failures import describe, is_infrastructure
from events.waiting import pause

log = logging.getLogger(__name__)

_EVERY_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.05

# Two workers never wait for each other's rows, nor delete more at once than a vacuum can follow.
_DELETE_BATCH: Final = text("""
DELETE FROM inbox WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM inbox WHERE received_at < now() - make_interval(days => :days)
    ORDER BY received_at LIMIT :batch FOR UPDATE SKIP LOCKED
))
""")


class Pruner:
    """Deletes inbox rows older than `keep_days`, in small batches.

    A record that comes again after its row is gone is handled twice: keep rows longer than the topics keep records
    (30 days, but for the registry and the bindings, whose handlers compare revisions).
    """

    def __init__(self, engine: AsyncEngine, *, keep_days: int = 35, batch: int = 5_000) -> None:
        self._engine = engine
        self._keep_days = keep_days
        self._batch = batch

    async def run(self, stop: asyncio.Event) -> None:
        """Prune once a minute until `stop` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                while await self.prune() == self._batch and not stop.is_set():
                    await pause(stop, _PAUSE_SECONDS)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                log.warning("inbox not pruned: %s", describe(error))
            await pause(stop, _EVERY_SECONDS)

    async def prune(self) -> int:
        """Delete one batch and return its size."""
        async with self._engine.begin() as connection:
            result = await connection.execute(_DELETE_BATCH, {"days": self._keep_days, "batch": self._batch})
            return result.rowcount
