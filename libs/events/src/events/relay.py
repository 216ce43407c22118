"""The relay: moves the outbox to the broker, in order per key, losing nothing.

Select up to 500 rows by id of every shard led, send them all, await every acknowledgement, delete them by id. A crash
anywhere sends rows again (consumers know repeats by `ce_id`); nothing is skipped and no key is reordered.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from events.broker import Broker, BrokerError, MessageTooLargeError, Sink
from events.codec import header_text
from events.kafka import broker_of
from events.metrics import RELAY_ERRORS, RELAY_PUBLISHED
from events.outbox_queue import BATCH, OutboxQueue, Rows, messages_of
from events.settings import KafkaSettings
from events.shards import Leadership, leadership
from events.tracing import child_traceparent, is_traced, tell_span
from events.waiting import backoff, pause

log = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 0.025
_IDLE_SECONDS: Final = 0.050
_FAILURES: Final = (
    *(BrokerError, OSError, TimeoutError, SQLAlchemyError),
    # The last is what asyncpg says when a connection dies in the middle of a conversation.
    *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
)


class Relay:
    """Publishes the outbox of one database. Any number of instances share its shards; one leads each."""

    def __init__(self, engine: AsyncEngine, kafka: KafkaSettings | Broker, *, batch: int = BATCH) -> None:
        self._engine = engine
        self._broker = broker_of(kafka)
        self._batch = batch
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop` is set.

        Any failure of the broker or the database ends the producer and the leadership, and everything starts again
        from the table: nothing is published past what failed. Failures do not end the process: the age of the oldest
        event tells of them (`events_outbox_oldest_age_seconds`).
        """
        while not stop.is_set():
            try:
                async with leadership(self._engine) as leader:
                    await leader.while_held(self._publish(leader, stop))
            except* _FAILURES as failures:
                self._failures += 1
                for error in failures.exceptions:
                    RELAY_ERRORS.labels(type(error).__name__).inc()
                log.warning("relay starts again after failure %d: %r", self._failures, failures.exceptions)
                await pause(stop, backoff(self._failures))

    async def _publish(self, leader: Leadership, stop: asyncio.Event) -> None:
        queue = OutboxQueue(leader, batch=self._batch)
        delay = _BUSY_SECONDS
        async with _started(self._broker.sink()) as sink:
            while not stop.is_set():
                await leader.balance()
                rows = await queue.fetch()
                await self._move(rows, queue, sink)
                delay = _BUSY_SECONDS if rows else min(_IDLE_SECONDS, delay * 1.25)
                if not queue.has_more:
                    await pause(stop, delay)

    async def _move(self, rows: Rows, queue: OutboxQueue, sink: Sink) -> None:
        """Send the rows, and those behind them as long as there are full batches: while one batch is on its way to the
        broker, the one before is deleted and the one behind is read. No batch leaves before the last was acknowledged.
        """
        acknowledged: Rows = []
        while rows or acknowledged:
            async with asyncio.TaskGroup() as both:
                both.create_task(_send(rows, queue, sink))
                behind = both.create_task(_settle(acknowledged, queue, read_on=bool(rows)))
            acknowledged, rows = rows, behind.result()
            self._failures = 0


async def _send(rows: Rows, queue: OutboxQueue, sink: Sink) -> None:
    """A row that the broker can never take is set aside; the others are then read again."""
    if not rows:
        return
    messages, begun = messages_of(rows), time.time_ns()
    try:
        await sink.send(messages)
    except MessageTooLargeError as error:
        for row in (rows[index] for index in error.indexes):
            log.error("event %s of %s is too large to be sent and is set aside", row[1], row[2])
            await queue.park(row, "too large")
        raise
    for message in messages if is_traced() else ():
        parent = header_text(dict(message.headers), "traceparent")
        tell_span(f"relay {message.topic}", "producer", child_traceparent(parent), parent=parent, begun=begun)


async def _settle(acknowledged: Rows, queue: OutboxQueue, *, read_on: bool) -> Rows:
    await queue.delete(acknowledged)
    for topic, count in Counter(row[2] for row in acknowledged).items():
        RELAY_PUBLISHED.labels(topic).inc(count)
    return await queue.fetch_ahead() if read_on else []


@contextlib.asynccontextmanager
async def _started(sink: Sink) -> AsyncIterator[Sink]:
    try:
        await sink.start()
        yield sink
    finally:
        await sink.close()
