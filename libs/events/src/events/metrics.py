"""Prometheus metrics of the two loops, in the default registry."""

import asyncio
import logging
from typing import Final

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from events.tables import outbox, outbox_parked, parked_keys
from events.waiting import pause

log = logging.getLogger(__name__)

OUTBOX_DEPTH: Final = Gauge("events_outbox_depth", "Events waiting in the outbox")
OUTBOX_AGE: Final = Gauge("events_outbox_oldest_age_seconds", "Age of the oldest event waiting in the outbox")
OUTBOX_PARKED: Final = Gauge("events_outbox_parked", "Outbox rows that can never be sent: an alarm while not zero")
PARKED_KEYS: Final = Gauge("events_parked_keys", "Keys waiting for an operator", ["consumer"])

RELAY_PUBLISHED: Final = Counter("events_relay_published", "Events acknowledged by the broker", ["topic"])
RELAY_ERRORS: Final = Counter(
    "events_relay_errors", "Failures of the relay, each with a new producer after it", ["kind"]
)
RELAY_SHARDS: Final = Gauge("events_relay_shards", "Shards of the outbox that this process leads")

CONSUMED: Final = Counter("events_consumed", "Records read, by what became of them", ["topic", "outcome"])
CONSUMER_LAG: Final = Gauge("events_consumer_lag", "Records not yet read", ["topic", "group"])
CONSUMER_ERRORS: Final = Counter("events_consumer_errors", "Infrastructure failures of the consumer", ["kind"])
HANDLER_SECONDS: Final = Histogram("events_handler_seconds", "Time of a handler's call", ["type"])
HANDLER_RETRIES: Final = Counter("events_handler_retries", "Handler calls repeated after a failure", ["topic"])
UNKNOWN: Final = Counter("events_unknown_type", "Records of a type nobody here reads", ["topic"])
UNDECODABLE: Final = Counter("events_undecodable", "Records that can not be read", ["topic"])


class Backlog:
    """Samples what waits in the database: outbox depth and oldest age, parked rows and keys."""

    def __init__(self, engine: AsyncEngine, *, every: float = 5.0) -> None:
        self._engine = engine
        self._every = every
        self._consumers: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Sample until `stop` is set; a database that is away only leaves the last figures standing."""
        while not stop.is_set():
            try:
                await self.sample()
            except (DBAPIError, OSError) as error:
                log.warning("backlog not sampled: %s", type(error).__name__)
            await pause(stop, self._every)

    async def sample(self) -> None:
        """Take one sample."""
        age = func.extract("epoch", func.now() - func.min(outbox.c.created_at))
        async with self._engine.connect() as connection:
            depth, oldest = (await connection.execute(select(func.count(), age).select_from(outbox))).one()
            unsendable = await connection.scalar(select(func.count()).select_from(outbox_parked))
            parked = await connection.execute(
                select(parked_keys.c.consumer, func.count().label("waiting")).group_by(parked_keys.c.consumer)
            )
            counts = {row.consumer: row.waiting for row in parked}
        OUTBOX_DEPTH.set(depth)
        OUTBOX_AGE.set(oldest or 0)
        OUTBOX_PARKED.set(unsendable or 0)
        self._consumers |= counts.keys()
        for consumer in self._consumers:
            PARKED_KEYS.labels(consumer).set(counts.get(consumer, 0))
