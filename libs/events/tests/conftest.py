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
from boxed_parts import BoxedKafka
from events import Consumer, KafkaSettings, Router, provision_topics, publish, tables
from events.broker import Broker, Message, Sink
from events.codec import encode
from events.envelope import Event
from events.kafka import KafkaBroker
from events.memory import InMemoryBus
from events.schemas.identity import EmailConfirmed
from events.topics import PARTITIONS
from localrun.testing import RunningKafka, RunningPostgres
from pydantic import SecretStr
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


async def until(condition: Callable[[], object | Awaitable[object]], seconds: float = 30.0) -> None:
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


async def create_tables(engine: AsyncEngine) -> None:
    """The library's tables, and one for what handlers do."""
    async with engine.begin() as connection:
        for step in (1, 2):
            await connection.run_sync(tables.upgrade, to=step)
        await connection.execute(
            text("CREATE TABLE handled (n bigint GENERATED ALWAYS AS IDENTITY, key uuid, value text)")
        )


async def empty_tables(engine: AsyncEngine) -> None:
    names = ", ".join([*tables.metadata.tables, "handled"])
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {names}"))


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> str:
    return postgres.create_database("events_tests")


@pytest.fixture(scope="session")
async def shared_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(database_url, pool_size=10)
    await create_tables(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(shared_engine: AsyncEngine) -> AsyncEngine:
    """The engine of a database whose tables are empty."""
    await empty_tables(shared_engine)
    return shared_engine


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


@pytest.fixture(scope="session")
async def kafka_settings(kafka: RunningKafka) -> KafkaSettings:
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap, request_timeout=5, session_timeout=2)
    await provision_topics(settings)
    # New topics have no leader at first, and the first group makes the broker create its own: long on a busy machine.
    await skip_to_the_end(settings.model_copy(update={"request_timeout": 60}), router_of("warm-up"))
    return settings


def router_of(group: str) -> Router:
    router = Router(group)

    @router.on(EmailConfirmed)
    async def ignore(session: AsyncSession, event: EmailConfirmed) -> None: ...

    return router


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


@contextlib.asynccontextmanager
async def arena_on(engine: AsyncEngine, settings: KafkaSettings) -> AsyncIterator[Arena]:
    async def skip(router: Router) -> None:
        await skip_to_the_end(settings, router)

    arena = Arena(engine, KafkaBroker(settings), skip)
    yield arena
    if arena.sink is not None:
        await arena.sink.close()


@pytest.fixture
async def kafka_arena(engine: AsyncEngine, kafka_settings: KafkaSettings) -> AsyncIterator[Arena]:
    """The arena with the real broker."""
    async with arena_on(engine, kafka_settings) as arena:
        yield arena


@pytest.fixture
def memory_arena(engine: AsyncEngine) -> Arena:
    """The arena with the broker in memory."""

    async def skip(router: Router) -> None:
        """There is no history."""

    return Arena(engine, InMemoryBus(), skip)


@pytest.fixture(params=["memory", "kafka", pytest.param("container", marks=pytest.mark.containers)])
def arena(request: pytest.FixtureRequest) -> Arena:
    """All, one after the other: the same promises hold. In containers where a Docker engine answers."""
    arena: Arena = request.getfixturevalue(f"{request.param}_arena")
    return arena


@pytest.fixture(scope="session")
async def container_engine(boxed_postgres: str) -> AsyncIterator[AsyncEngine]:
    """The tables on PostgreSQL in a container."""
    engine = create_async_engine(boxed_postgres, pool_size=10)
    await create_tables(engine)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def container_kafka_settings(boxed_kafka: BoxedKafka) -> KafkaSettings:
    """Kafka in a container, which asks us to sign in."""
    settings = signed_in(boxed_kafka, "admin")
    await provision_topics(settings)
    await skip_to_the_end(settings.model_copy(update={"request_timeout": 60}), router_of("warm-up"))
    return settings


def signed_in(broker: BoxedKafka, user: str) -> KafkaSettings:
    return KafkaSettings(
        bootstrap_servers=broker.bootstrap,
        security_protocol="SASL_PLAINTEXT",
        sasl_username=user,
        sasl_password=SecretStr(broker.password(user)),
        request_timeout=5,
        session_timeout=6,
    )


@pytest.fixture
async def container_arena(
    container_engine: AsyncEngine, container_kafka_settings: KafkaSettings
) -> AsyncIterator[Arena]:
    """The arena with both parts in containers."""
    await empty_tables(container_engine)
    async with arena_on(container_engine, container_kafka_settings) as arena:
        yield arena


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
