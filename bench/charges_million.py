"""A million charges from Kafka into billing's accounts by two workers, and once more the same million.

Not among the usual figures: it takes minutes. `CABINET_BENCH_CHARGES` takes another number of them.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from billing.consumers import supplier
from billing.settings import Settings
from chassis.database import Database
from chassis.migrate import run_migrations
from events import Consumer, KafkaSettings, Router
from events.kafka import KafkaBroker
from sqlalchemy import text

from bench.charges_feed import MIGRATIONS, TOPIC, billing_database, charge_of, check, handled, message_of
from bench.parts import Parts, run, until

CHARGES: Final = int(os.environ.get("CABINET_BENCH_CHARGES", "1000000"))
WORKERS: Final = 2
_AT_ONCE: Final = 5_000
_SETTLED: Final = 0.2
"""By then a worker has everything that it keeps: its memory must not grow any more."""


class ChargesMillion:
    """`one_round` gives seconds (the feed, filling the topic); it fails when a balance is not exact, or when the second
    pass has written anything."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._details: dict[str, float] = {}

    def one_round(self) -> tuple[float, float]:
        """On a fresh database."""
        url = self._parts.create_database(f"bench_billing_{uuid4().hex}")
        run_migrations(url, MIGRATIONS)
        return run(self._round(url))

    def details(self) -> dict[str, float]:
        """How many, the second pass, and by how much the memory of a worker has grown since a fifth of the first."""
        return self._details

    async def _round(self, url: str) -> tuple[float, float]:
        group = f"bench-{uuid4().hex}"
        await self._parts.skip_history(group, TOPIC)
        async with billing_database(url) as database:
            filling = await self._fill()
            with _workers(url, self._parts.kafka, group) as (done, memory):
                first = await _handled(done, CHARGES * _SETTLED)
                settled = list(memory)
                first += await _handled(done, CHARGES)
                await check(database, CHARGES)
                written = await _written(database)
                await self._fill()
                again = await _handled(done, 2 * CHARGES)
                await check(database, CHARGES)
                assert await _written(database) == written, "the second pass has written something"
                grown = max(now - then for now, then in zip(memory, settled, strict=True))
        self._details = {"charges": CHARGES, "second_pass_s": again, "grown_mb": grown}
        return first, filling

    async def _fill(self) -> float:
        begun = time.perf_counter()
        sink = KafkaBroker(self._parts.kafka).sink()
        await sink.start()
        for start in range(0, CHARGES, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, CHARGES))
            await sink.send([message_of(charge_of(number)) for number in numbers])
        await sink.close()
        return time.perf_counter() - begun


async def _handled(done: Any, wanted: float) -> float:
    """Seconds until the workers have committed so many."""
    begun = time.perf_counter()
    await until(lambda: sum(done) >= wanted, every=0.05)
    return time.perf_counter() - begun


async def _written(database: Database) -> list[int]:
    async with database.engine.connect() as connection:
        tables = ("charges", "entries", "outbox")
        return [int(await connection.scalar(text(f"SELECT count(*) FROM {table}"))) for table in tables]


@contextmanager
def _workers(url: str, kafka: KafkaSettings, group: str) -> Iterator[tuple[Any, Any]]:
    """What each has committed, and its memory in MB, as they go."""
    context = get_context("spawn")
    done, memory = context.Array("d", WORKERS), context.Array("d", WORKERS)
    started = [
        context.Process(target=_work, args=(url, kafka, group, index, (done, memory))) for index in range(WORKERS)
    ]
    for worker in started:
        worker.start()
    try:
        yield done, memory
    finally:
        for worker in started:
            worker.kill()
            worker.join()


def _work(url: str, kafka: KafkaSettings, group: str, index: int, seen: tuple[Any, Any]) -> None:
    done, memory = seen

    async def consume() -> None:
        router = Router(group)
        router.include(supplier.router)
        database = Database(Settings(database_url=url))
        consuming = asyncio.create_task(Consumer(database.engine, router, kafka).run(asyncio.Event()))
        while not consuming.done():
            done[index], memory[index] = handled(), _resident_mb()
            await asyncio.sleep(0.1)
        await consuming

    run(consume())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
