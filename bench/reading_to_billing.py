"""From the answer to a submission until the reading is with billing, at half of the rate that the service takes.

A consumer like billing's stands for it, beside it, in its database: billing's own handlers keep accepted readings only.
"""

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

from events import Consumer, KafkaSettings, Router
from events.schemas.metering import ReadingSubmitted
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bench.http_load import Client, load, refused
from bench.metered import Metered, dsn
from bench.parts import run, until
from bench.reading_submission import CLIENTS, submissions

CONTRACTS, METERS = 10, 180
BURST: Final = 300
PACED: Final = 300


class ReadingToBilling:
    """`one_round` gives milliseconds: (p99 of the way, p99 of the answers themselves); `details` p50, p99, the rate."""

    def __init__(self, stack: Any) -> None:
        self._metered = Metered(stack, [f"7807{number:010}" for number in range(CONTRACTS)], METERS)
        self._meters = itertools.cycle(self._metered.meters)
        self._billing = dsn(stack, "billing").replace("postgresql:", "postgresql+asyncpg:")
        self._kafka = KafkaSettings(bootstrap_servers=stack["kafka_bootstrap"])
        self._rounds: list[tuple[float, float, float]] = []

    def one_round(self) -> tuple[float, float]:
        """As fast as it goes to know the rate, then half as fast."""
        way, answers, rate = run(self._round())
        self._rounds.append((*_percentiles(way), rate))
        return self._rounds[-1][1], _percentiles(answers)[1]

    def details(self) -> dict[str, float]:
        """Medians over the rounds."""
        names = ("p50", "p99", "per_second")
        return {
            name: statistics.median(values) for name, values in zip(names, zip(*self._rounds, strict=True), strict=True)
        }

    async def _round(self) -> tuple[list[float], list[float], float]:
        arrived: dict[UUID, float] = {}
        async with self._consumer(arrived):
            burst = self._next(BURST)
            begun = time.perf_counter()
            taken = await load(self._metered.service, list(burst.values()), total=BURST, clients=CLIENTS)
            rate = BURST / (time.perf_counter() - begun) / 2
            if bad := refused(taken):
                raise RuntimeError(f"refused: {bad}")
            await until(lambda: burst.keys() <= arrived.keys())
            arrived.clear()
            paced = self._next(PACED)
            answered = await self._paced(paced, rate)
            await until(lambda: paced.keys() <= arrived.keys())
        way = [max(0.0, arrived[meter] - at) for meter, (at, _) in answered.items()]
        return way, [seconds for _, seconds in answered.values()], rate

    def _next(self, count: int) -> dict[UUID, bytes]:
        """Each of another meter; a later round supersedes."""
        meters = list(itertools.islice(self._meters, count))
        return dict(zip(meters, submissions(self._metered, meters), strict=True))

    async def _paced(self, requests: dict[UUID, bytes], rate: float) -> dict[UUID, tuple[float, float]]:
        """When each was answered, and after how long."""
        idle: asyncio.Queue[Client] = asyncio.Queue()
        for _ in range(CLIENTS):
            idle.put_nowait(Client(self._metered.service))
        answered: dict[UUID, tuple[float, float]] = {}

        async def send(meter: UUID, data: bytes) -> None:
            client = await idle.get()
            answer = await client.send(data)
            answered[meter] = time.perf_counter(), answer.seconds
            idle.put_nowait(client)

        begun, sending = time.perf_counter(), []
        for number, (meter, data) in enumerate(requests.items()):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            sending.append(asyncio.ensure_future(send(meter, data)))
        await asyncio.gather(*sending)
        return answered

    @asynccontextmanager
    async def _consumer(self, arrived: dict[UUID, float]) -> AsyncIterator[None]:
        router = Router(f"bench-{uuid4().hex}")

        @router.on_batch(ReadingSubmitted)
        async def note(session: AsyncSession, submitted: Sequence[ReadingSubmitted]) -> None:
            now = time.perf_counter()
            arrived.update((event.meter_id, now) for event in submitted)

        engine, stop = create_async_engine(self._billing), asyncio.Event()
        running = asyncio.ensure_future(Consumer(engine, router, self._kafka).run(stop))
        yield
        stop.set()
        await running
        await engine.dispose()


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    cuts = statistics.quantiles([1000 * value for value in seconds], n=100)
    return cuts[49], cuts[98]
