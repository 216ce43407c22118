"""The consumer: hands the records of the broker to the handlers of a router, in order per key, each once."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from events.attempts import Attempts
from events.broker import Broker, Source, next_offsets
from events.execution import HANDLER_SECONDS_LIMIT, Executor
from events.failures import describe, is_infrastructure
from events.kafka import broker_of
from events.lag import LagRecord
from events.metrics import CONSUMER_ERRORS, CONSUMER_LAG
from events.processing import MAX_ATTEMPTS, Batch, Processor
from events.retrying import ParkedRetrier
from events.router import Router
from events.settings import KafkaSettings
from events.waiting import backoff, pause

log = logging.getLogger(__name__)

# Twice the relay's: what a transaction costs beyond its rows (its start, the disk, the offsets) is shared by more.
BATCH: Final = 1000
_POLL_SECONDS: Final = 0.2


class Consumer:
    """One member of the consumer group named by the router. Members share the partitions of its topics.

    `patience` is how many seconds broker or database may be away before the process gives up and ends.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        router: Router,
        kafka: KafkaSettings | Broker,
        *,
        batch: int = BATCH,
        max_attempts: int = MAX_ATTEMPTS,
        handler_seconds: float = HANDLER_SECONDS_LIMIT,
        patience: float = 60.0,
    ) -> None:
        if not router.consumer:
            raise ValueError("the router of a consumer needs a name: it is the group and the owner of the inbox")
        executor = Executor(engine, router, handler_seconds=handler_seconds)
        attempts = Attempts(engine, router.consumer)
        self._processor = Processor(router, executor, attempts, max_attempts=max_attempts)
        self._retrier = ParkedRetrier(engine, router, executor)
        self._broker = broker_of(kafka)
        self._router = router
        self._batch = batch
        self._patience = patience
        self._failures = 0
        self._well_at = time.monotonic()
        self._reported_at = 0.0
        self._lag = LagRecord(engine, router.consumer)

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set: the batch in hand is finished, committed, and only then the group is left.

        Raises the infrastructure error that outlasted the patience; the offsets are then not committed, and the
        records come again to whoever reads next.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._retrier.run(stop))
            tasks.create_task(self._consume(stop))

    async def _consume(self, stop: asyncio.Event) -> None:
        """Any infrastructure failure leaves the group; after a while everything starts again from what is committed."""
        while not stop.is_set():
            try:
                async with _joined(self._broker.source(self._router.consumer, self._router.topics)) as source:
                    await self._read(source, stop)
            except Exception as error:
                if not is_infrastructure(error) or time.monotonic() - self._well_at > self._patience:
                    raise
                self._failures += 1
                CONSUMER_ERRORS.labels(type(error).__name__).inc()
                log.warning("consumer starts again after failure %d: %s", self._failures, describe(error))
                await pause(stop, backoff(self._failures))

    async def _read(self, source: Source, stop: asyncio.Event) -> None:
        """While the database works on one batch, the next is fetched and decoded."""
        batch = await self._next(source)
        while not stop.is_set():
            ahead = asyncio.create_task(self._next(source))
            try:
                await self._finish(batch, source)
                batch = await ahead
            finally:
                ahead.cancel()
            self._failures, self._well_at = 0, time.monotonic()
            self._report(source.lag())
            await self._lag.keep(source.lag())

    async def _next(self, source: Source) -> Batch:
        return await self._processor.read(await source.poll(self._batch, _POLL_SECONDS))

    async def _finish(self, batch: Batch, source: Source) -> None:
        if batch.records:
            await self._processor.process(batch)
            await source.commit(next_offsets(batch.records))

    def _report(self, lag: Mapping[str, int]) -> None:
        """Once a second is enough."""
        if self._well_at - self._reported_at > 1:
            self._reported_at = self._well_at
            for topic, records in lag.items():
                CONSUMER_LAG.labels(topic, self._router.consumer).set(records)


@contextlib.asynccontextmanager
async def _joined(source: Source) -> AsyncIterator[Source]:
    try:
        await source.start()
        yield source
    finally:
        await source.close()
