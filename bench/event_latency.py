"""From a commit to the handler at a steady 200 events a second, next to a bare producer and consumer at that rate."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from events import Consumer, Relay, Router, publish
from events.schemas.identity import EmailConfirmed
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.parts import Parts, run, until

RATE = 200
SECONDS = 5
EVENTS = RATE * SECONDS
TOPIC = "identity.users.v1"
BARE_TOPIC = "notifier.deliveries.v1"  # another than ours: nothing of it would be an event

T = TypeVar("T")


class EventLatency:
    """`one_round` gives p99 in milliseconds (commit to handler, bare Kafka); `details` the medians too."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rounds: list[tuple[float, float]] = []

    def one_round(self) -> tuple[float, float]:
        """Both, one after the other."""
        ours, bare = run(self._round())
        self._rounds.append(ours)
        return ours[1], bare[1]

    def details(self) -> dict[str, float]:
        """Median over the rounds of p50 and p99 in milliseconds."""
        p50, p99 = zip(*self._rounds, strict=True)
        return {"p50": statistics.median(p50), "p99": statistics.median(p99)}

    async def _round(self) -> tuple[tuple[float, float], tuple[float, float]]:
        async with self._parts.engine() as worker, self._parts.engine() as api:  # two processes in life
            await self._parts.clean(worker)
            return await self._ours(worker, api), await self._bare()

    async def _ours(self, worker: AsyncEngine, api: AsyncEngine) -> tuple[float, float]:
        arrived: dict[UUID, float] = {}
        router = Router(f"latency-{uuid4().hex}")

        @router.on(EmailConfirmed)
        async def note(session: AsyncSession, event: EmailConfirmed) -> None:
            arrived[event.id] = time.perf_counter()

        async def write() -> tuple[UUID, float]:
            event = EmailConfirmed(user_id=uuid4(), email="info@test.ru")
            async with AsyncSession(api) as session, session.begin():
                await publish(session, event)
            return event.id, time.perf_counter()

        await self._parts.skip_history(router.consumer, TOPIC)
        async with _running(Relay(worker, self._parts.kafka).run, Consumer(worker, router, self._parts.kafka).run):
            await write()
            await until(lambda: len(arrived) > 0)  # relay and consumer are connected
            committed = dict(await _at_the_rate(write))
            await until(lambda: committed.keys() <= arrived.keys())
        return _percentiles([arrived[event_id] - at for event_id, at in committed.items()])

    async def _bare(self) -> tuple[float, float]:
        options = self._parts.kafka.client_options()
        producer = AIOKafkaProducer(enable_idempotence=True, **options)
        consumer = AIOKafkaConsumer(BARE_TOPIC, **options)
        await producer.start()
        await consumer.start()
        arrived: dict[bytes, float] = {}

        async def read() -> None:
            async for record in consumer:
                arrived[record.value] = time.perf_counter()

        async def write() -> tuple[bytes, float]:
            value, at = uuid4().bytes, time.perf_counter()
            await producer.send_and_wait(BARE_TOPIC, value, key=value)
            return value, at

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.5)
        sent = dict(await _at_the_rate(write))
        await until(lambda: sent.keys() <= arrived.keys())
        reading.cancel()
        await asyncio.gather(consumer.stop(), producer.stop())
        return _percentiles([arrived[value] - at for value, at in sent.items()])


async def _at_the_rate(write: Callable[[], Awaitable[T]]) -> list[T]:
    begun = time.perf_counter()
    tasks = []
    for number in range(EVENTS):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        tasks.append(asyncio.ensure_future(write()))
    return await asyncio.gather(*tasks)


@asynccontextmanager
async def _running(*loops: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(loop(stop)) for loop in loops]
    yield
    stop.set()
    await asyncio.gather(*tasks)


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles([1000 * value for value in seconds], n=100)
    return cuts[49], cuts[98]
