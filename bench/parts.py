"""A durable PostgreSQL and a real Kafka for the measurements of the events library, and what they all use."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition
from chassis.process import calm_collector
from events import KafkaSettings, provision_topics, tables
from events.topics import PARTITIONS
from localrun import postgres as pg
from localrun.ports import free_port
from localrun.running_parts import RunningKafka, RunningPostgres
from prometheus_client import Counter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")


class DurablePostgres(RunningPostgres):
    """With fsync, as in production: a commit costs what a commit costs."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.server = pg.Postgres(home / "pg", free_port(), secrets.token_hex(8), durable=True)


class Parts:
    """What runs, and how to reach it."""

    def __init__(self, postgres: RunningPostgres, kafka: RunningKafka) -> None:
        self._postgres = postgres
        self.kafka = KafkaSettings(bootstrap_servers=kafka.bootstrap)
        self.url = postgres.create_database("bench")
        run(self._prepare())

    def create_database(self, name: str) -> str:
        """A database of a service of its own; its url."""
        return self._postgres.create_database(name)

    async def _prepare(self) -> None:
        await provision_topics(self.kafka)
        async with self.engine() as engine, engine.begin() as connection:
            for step in (1, 2):
                await connection.run_sync(tables.upgrade, to=step)
            await connection.execute(text("CREATE TABLE state (id uuid PRIMARY KEY, email text, sum numeric)"))

    @contextlib.asynccontextmanager
    async def engine(self) -> AsyncIterator[AsyncEngine]:
        """An engine with a pool as a process has one."""
        engine = create_async_engine(self.url, pool_size=16)
        try:
            yield engine
        finally:
            await engine.dispose()

    async def skip_history(self, group: str, topic: str) -> None:
        """Let a new consumer group begin behind what other rounds have written."""
        reader = AIOKafkaConsumer(group_id=group, enable_auto_commit=False, **self.kafka.client_options())
        await reader.start()
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        reader.assign(partitions)
        await reader.commit(await reader.end_offsets(partitions))
        await reader.stop()

    async def clean(self, engine: AsyncEngine) -> None:
        """Empty every table, so that no round inherits from another."""
        async with engine.begin() as connection:
            await connection.execute(text(f"TRUNCATE state, {', '.join(tables.metadata.tables)}"))


@contextlib.contextmanager
def parts(home: Path) -> Iterator[Parts]:
    """Both running."""
    postgres, kafka = DurablePostgres(home), RunningKafka(home)
    try:
        postgres.start()
        kafka.start()
        yield Parts(postgres, kafka)
    finally:
        kafka.kill()
        postgres.kill()


def counted(counter: Counter, **labels: str) -> float:
    """What one counter of ours stands at. The whole registry would also read /proc, at the cost of what is measured."""
    samples = (sample for metric in counter.collect() for sample in metric.samples)
    return sum(sample.value for sample in samples if sample.name.endswith("_total") and sample.labels == labels)


async def until(condition: Callable[[], bool], *, every: float = 0.005) -> None:
    """Return when the condition holds."""
    while True:
        if condition():
            return
        await asyncio.sleep(every)


def run(work: Coroutine[Any, Any, T]) -> T:
    """As the workers run: on uvloop, with a calm garbage collector."""
    calm_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
