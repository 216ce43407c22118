"""The relay on real PostgreSQL and real Kafka: nothing lost, no key reordered, whatever dies."""

import asyncio
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from events import Relay, publish
from events.broker import BrokerError, Message
from events.kafka_sink import KafkaSink
from events.outbox import EventTooLargeError, outbox_row
from events.schemas.identity import EmailConfirmed
from events.tables import SHARDS, outbox
from events.topics import PARTITIONS
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

Eventually = Callable[..., Awaitable[None]]
TOPIC = "identity.users.v1"
WORKER = Path(__file__).parents[1] / "worker.py"


class Log:
    """What stands in the topic since this object was made."""

    def __init__(self, reader: AIOKafkaConsumer, keys: set[str]) -> None:
        self._reader = reader
        self.keys = keys
        self.ids: dict[str, list[bytes]] = defaultdict(list)

    async def read(self) -> int:
        """Read on; how many records of our keys are known now, repeats included."""
        while batch := await self._reader.getmany(timeout_ms=100):
            for records in batch.values():
                for record in records:
                    if record.key.decode() in self.keys:
                        self.ids[record.key.decode()].append(dict(record.headers)["ce_id"])
        return sum(map(len, self.ids.values()))

    async def distinct(self) -> int:
        await self.read()
        return sum(len(set(ids)) for ids in self.ids.values())

    def first_occurrences(self, key: str) -> list[str]:
        return [ce_id.decode() for ce_id in dict.fromkeys(self.ids[key])]


@pytest.fixture
async def log(kafka_settings) -> AsyncIterator[Log]:
    reader = AIOKafkaConsumer(**kafka_settings.client_options())
    await reader.start()
    reader.assign([TopicPartition(TOPIC, number) for number in range(PARTITIONS)])
    await reader.seek_to_end()
    for number in range(PARTITIONS):
        await reader.position(TopicPartition(TOPIC, number))
    yield Log(reader, set())
    await reader.stop()


async def write(arena, log: Log, *, keys: int, per_key: int) -> dict[str, list[str]]:
    """Publish in a transaction each; the event ids by key in the order of their commits."""
    users = [uuid4() for _ in range(keys)]
    log.keys.update(map(str, users))
    written: dict[str, list[str]] = defaultdict(list)

    async def writer(user: UUID) -> None:
        for number in range(per_key):
            event = EmailConfirmed(user_id=user, email=f"{number}@test.ru")
            await arena.publish(event)
            written[str(user)].append(str(event.id))

    await asyncio.gather(*map(writer, users))
    return written


def assert_in_order(log: Log, written: dict[str, list[str]]) -> None:
    for key, ids in written.items():
        assert log.first_occurrences(key) == ids


async def test_a_crash_between_send_and_delete_sends_again(kafka_arena, log, eventually: Eventually) -> None:
    class CrashingSink(KafkaSink):
        crashes = 0

        async def send(self, messages: Sequence[Message]) -> None:
            await super().send(messages)
            if CrashingSink.crashes < 2:
                CrashingSink.crashes += 1
                raise BrokerError("crashed after the broker had acknowledged")

    kafka_arena.broker.sink = lambda: CrashingSink(kafka_arena.broker._settings)
    written = await write(kafka_arena, log, keys=5, per_key=4)
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"))
    await eventually(lambda: total(log, 3 * 20))
    assert_in_order(log, written)


async def test_two_relays_share_the_shards_and_reorder_nothing(
    kafka_arena, log, database_url, eventually: Eventually
) -> None:
    other_engine = create_async_engine(database_url)
    relays = [Relay(kafka_arena.engine, kafka_arena.broker), Relay(other_engine, kafka_arena.broker)]
    async with kafka_arena.running(relays[0]):
        async with kafka_arena.running(relays[1]):
            writing = asyncio.create_task(write(kafka_arena, log, keys=40, per_key=40))
            await eventually(lambda: is_shared(kafka_arena, [4, 4]))
            written = await writing
            await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"))
        await eventually(lambda: is_shared(kafka_arena, [SHARDS]))
    await other_engine.dispose()
    await eventually(lambda: at_least(log, 1600))
    assert await log.read() == 1600, "nobody died, so nothing was sent twice"
    assert_in_order(log, written)


LEADERS = """
SELECT array_agg(led ORDER BY led) FROM (
    SELECT count(*) AS led FROM pg_locks WHERE locktype = 'advisory' AND classid = 2828 AND objid < 8 GROUP BY pid
) AS by_leader
"""


async def is_shared(arena, expected: list[int]) -> bool:
    return bool(await arena.scalar(LEADERS) == expected)


@pytest.mark.reliability
async def test_a_killed_relay_loses_nothing_and_another_takes_over(
    kafka_arena, kafka_settings, log, database_url, eventually: Eventually
) -> None:
    command = [sys.executable, str(WORKER), "relay", database_url, kafka_settings.bootstrap_servers]
    process = await asyncio.to_thread(subprocess.Popen, command)
    writing = asyncio.create_task(write(kafka_arena, log, keys=20, per_key=100))
    try:
        await eventually(lambda: at_least(log, 100))
    finally:
        process.kill()
        process.wait()
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        written = await writing
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"))
    await eventually(lambda: at_least(log, 2000))
    assert_in_order(log, written)


async def total(log: Log, count: int) -> bool:
    return await log.read() == count


async def at_least(log: Log, count: int) -> bool:
    return await log.distinct() >= count


@pytest.mark.reliability
async def test_a_broker_that_dies_and_returns_loses_nothing(kafka_arena, kafka, log, eventually: Eventually) -> None:
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        writing = asyncio.create_task(write(kafka_arena, log, keys=20, per_key=60))
        await eventually(lambda: at_least(log, 50))
        await asyncio.to_thread(kafka.kill)
        await asyncio.sleep(1)
        await asyncio.to_thread(kafka.start)
        written = await writing
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"), seconds=40)
    await eventually(lambda: at_least(log, 1200), seconds=20)
    assert_in_order(log, written)


async def test_a_lost_lock_stops_publishing_at_once(kafka_arena, log, eventually: Eventually) -> None:
    class HangingSink(KafkaSink):
        hanging = cancelled = False

        async def send(self, messages: Sequence[Message]) -> None:
            if not HangingSink.hanging:
                HangingSink.hanging = True
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    HangingSink.cancelled = True
                    raise
            await super().send(messages)

    kafka_arena.broker.sink = lambda: HangingSink(kafka_arena.broker._settings)
    written = await write(kafka_arena, log, keys=3, per_key=2)
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        await eventually(lambda: HangingSink.hanging)
        kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 2828 LIMIT 1"
        await kafka_arena.scalar(kill)
        await eventually(lambda: HangingSink.cancelled, seconds=2)
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"))
    await eventually(lambda: at_least(log, 6))
    assert_in_order(log, written)


async def test_a_row_committed_late_with_a_low_id_is_found(kafka_arena, log, eventually: Eventually) -> None:
    slow, quick = uuid4(), uuid4()
    log.keys.update({str(slow), str(quick)})
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        async with AsyncSession(kafka_arena.engine) as session:
            await publish(session, EmailConfirmed(user_id=slow, email="slow@test.ru"))
            for _ in range(3):
                await kafka_arena.publish(EmailConfirmed(user_id=quick, email="quick@test.ru"))
            await eventually(lambda: at_least(log, 3))
            await asyncio.sleep(2.5)  # longer than the relay's marks trail behind
            await session.commit()
        await eventually(lambda: at_least(log, 4), seconds=3)


async def test_an_event_that_is_too_large_is_refused_when_it_is_published(session) -> None:
    with pytest.raises(EventTooLargeError):
        await publish(session, EmailConfirmed(user_id=uuid4(), email="x" * 1_000_000))


async def test_a_row_that_can_never_be_sent_is_set_aside_and_the_others_go_on(
    kafka_arena, log, eventually: Eventually
) -> None:
    user = uuid4()
    row = outbox_row(EmailConfirmed(user_id=user, email="small@test.ru"))
    async with kafka_arena.engine.begin() as connection:
        await connection.execute(insert(outbox), [row | {"payload": b"x" * 1_100_000}])
    written = await write(kafka_arena, log, keys=5, per_key=1)
    async with kafka_arena.running(Relay(kafka_arena.engine, kafka_arena.broker)):
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 0 FROM outbox"))
    await eventually(lambda: at_least(log, 5))
    assert_in_order(log, written)
    assert await kafka_arena.scalar("SELECT key FROM outbox_parked WHERE reason = 'too large'") == str(user)
