"""A database with the tables, a broker in memory or a real one, and an arena in which the two loops meet."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from events import Consumer, KafkaSettings, Router, provision_topics, publish, tables
from events.broker import Broker, Message, Sink
from events.codec import encode
from events.envelope import Event
from events.kafka import KafkaBroker
from events.memory import InMemoryBus
from events.schemas.identity import EmailConfirmed
from events.topics import PARTITIONS
from localrun.testing import RunningKafka, RunningPostgres
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine


class Part(Protocol):
    """Relay, consumer and the like."""

    async def run(self, stop: asyncio.Event) -> None: ...


@dataclass
class Arena:
    """One database, one broker, and what a test does with them."""

    engine: AsyncEngine
    broker: Broker
    skip_history: Callable[[Router], Awaitable[None]]
    sink: Sink | None = None

    async def publish(self, *events: Event) -> None:
        async with AsyncSession(self.engine) as session, session.begin():
            await publish(session, *events)

    async def inject(self, *messages: Message) -> None:
        """Write to the broker past the outbox, as a foreign or a broken producer does."""
        if self.sink is None:
            self.sink = self.broker.sink()
            await self.sink.start()
        await self.sink.send(messages)

    @contextlib.asynccontextmanager
    async def running(self, *parts: Part) -> AsyncIterator[asyncio.Event]:
        """The parts at work; stopped in order at the end, and what made one fail is raised."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part.run(stop))
            try:
                yield stop
            finally:
                stop.set()

    async def consumer(self, router: Router, **options: object) -> Consumer:
        """A consumer that sees only what comes from now on."""
        await self.skip_history(router)
        return Consumer(self.engine, router, self.broker, **options)  # type: ignore[arg-type]

    async def handled(self, key: UUID) -> list[str]:
        """What handlers of this key have committed, in order."""
        async with self.engine.connect() as connection:
            query = text("SELECT value FROM handled WHERE key = :key ORDER BY n")
            return list(await connection.scalars(query, {"key": key}))

    async def scalar(self, query: str, **parameters: object) -> object:
        async with self.engine.connect() as connection:
            return await connection.scalar(text(query), parameters)


async def until(condition: Callable[[], object | Awaitable[object]], seconds: float = 15.0) -> None:
    """Return when the condition holds; fail when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"not so within {seconds} s")
        await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Awaitable[None]]:
    return until


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> str:
    return postgres.create_database("events_tests")


@pytest.fixture(scope="session")
async def shared_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(database_url, pool_size=10)
    async with engine.begin() as connection:
        await connection.run_sync(lambda c: tables.upgrade(c, to=1))
        await connection.execute(
            text("CREATE TABLE handled (n bigint GENERATED ALWAYS AS IDENTITY, key uuid, value text)")
        )
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(shared_engine: AsyncEngine) -> AsyncEngine:
    """The engine of a database whose tables are empty."""
    names = ", ".join([*tables.metadata.tables, "handled"])
    async with shared_engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {names}"))
    return shared_engine


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


@pytest.fixture(scope="session")
async def kafka_settings(kafka: RunningKafka) -> KafkaSettings:
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap, request_timeout=5, session_timeout=2)
    await provision_topics(settings)
    return settings


async def skip_to_the_end(settings: KafkaSettings, router: Router) -> None:
    """Let the group start behind everything that other tests have written."""
    reader = AIOKafkaConsumer(group_id=router.consumer, enable_auto_commit=False, **settings.client_options())
    await reader.start()
    try:
        partitions = [TopicPartition(topic, number) for topic in router.topics for number in range(PARTITIONS)]
        reader.assign(partitions)
        await reader.commit(await reader.end_offsets(partitions))
    finally:
        await reader.stop()


@pytest.fixture
async def kafka_arena(engine: AsyncEngine, kafka_settings: KafkaSettings) -> AsyncIterator[Arena]:
    """The arena with the real broker."""

    async def skip(router: Router) -> None:
        await skip_to_the_end(kafka_settings, router)

    arena = Arena(engine, KafkaBroker(kafka_settings), skip)
    yield arena
    if arena.sink is not None:
        await arena.sink.close()


@pytest.fixture
def memory_arena(engine: AsyncEngine) -> Arena:
    """The arena with the broker in memory."""

    async def skip(router: Router) -> None:
        """There is no history."""

    return Arena(engine, InMemoryBus(), skip)


@pytest.fixture(params=["memory", "kafka"])
def arena(request: pytest.FixtureRequest) -> Arena:
    """Both, one after the other: the same promises hold."""
    arena: Arena = request.getfixturevalue(f"{request.param}_arena")
    return arena


@pytest.fixture
def group() -> str:
    """A consumer group of this test alone."""
    return f"test-{uuid4().hex[:8]}"


@pytest.fixture
def user() -> UUID:
    return uuid4()


async def remember(session: AsyncSession, key: UUID, value: str) -> None:
    """A handler's effect: it is there if, and only if, its transaction was committed."""
    await session.execute(text("INSERT INTO handled (key, value) VALUES (:key, :value)"), {"key": key, "value": value})


@pytest.fixture
def recorder(group: str) -> "Recorder":
    return Recorder(group)


class Recorder:
    """A handler that remembers, and fails for the e-mails it is told to."""

    def __init__(self, group: str) -> None:
        self.router = Router(group)
        self.calls: list[EmailConfirmed] = []
        self.broken: set[str] = set()

        @self.router.on(EmailConfirmed)
        async def record(session: AsyncSession, event: EmailConfirmed) -> None:
            self.calls.append(event)
            if event.email in self.broken:
                raise ValueError("this one is broken")
            await remember(session, event.user_id, event.email)


@pytest.fixture
def message_of() -> Callable[[Event], Message]:
    """An event as a foreign producer would send it."""

    def build(event: Event) -> Message:
        encoded = encode(event)
        headers = [(name, value.encode()) for name, value in encoded.headers.items()]
        return Message(encoded.topic, encoded.key.encode(), encoded.value, headers)

    return build
