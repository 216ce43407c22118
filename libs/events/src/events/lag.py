"""How far a consumer is behind, kept where other processes can read it."""

import time
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from events.tables import consumer_lag

_EVERY_SECONDS: Final = 5.0
FRESH: Final = text("interval '30 seconds'")
"""A member that said nothing for longer is gone, or hangs."""


class LagRecord:
    """What one member of a group says of itself every few seconds; the rows of members that are gone are removed."""

    def __init__(self, engine: AsyncEngine, consumer: str) -> None:
        self._engine = engine
        self._consumer = consumer
        self._member = uuid4()
        self._kept_at = 0.0

    async def keep(self, lag: Mapping[str, int]) -> None:
        """Records not yet read, by topic of the partitions held now."""
        if time.monotonic() - self._kept_at < _EVERY_SECONDS:
            return
        own = {"consumer": self._consumer, "member": self._member}
        rows = [{**own, "topic": topic, "records": records} for topic, records in sorted(lag.items())]
        table = consumer_lag.c
        gone = delete(consumer_lag).where(table.consumer == self._consumer, table.seen_at < func.now() - FRESH)
        async with self._engine.begin() as connection:
            await connection.execute(gone)
            if rows:
                statement = insert(consumer_lag).values(rows)
                changed = {"records": statement.excluded.records, "seen_at": func.now()}
                await connection.execute(statement.on_conflict_do_update(constraint="pk_consumer_lag", set_=changed))
        self._kept_at = time.monotonic()
