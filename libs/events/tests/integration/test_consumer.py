"""The consumer on real PostgreSQL and real Kafka: each once, in order, whatever dies."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from events import Consumer, ParkedKeys, Router
from events.schemas.identity import EmailConfirmed
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

Eventually = Callable[..., Awaitable[None]]
WORKER = Path(__file__).parents[1] / "worker.py"


def confirmed(user: UUID, name: object) -> EmailConfirmed:
    return EmailConfirmed(user_id=user, email=f"{name}@test.ru")


@pytest.mark.reliability
async def test_a_record_that_kills_the_process_is_parked(
    kafka_arena, kafka_settings, recorder, message_of, database_url, eventually: Eventually
) -> None:
    bad, good = uuid4(), uuid4()
    await kafka_arena.skip_history(recorder.router)
    events = [confirmed(good, 1), confirmed(bad, "kill"), confirmed(bad, 2), confirmed(good, 3)]
    await kafka_arena.inject(*map(message_of, events))
    group = recorder.router.consumer
    command = [sys.executable, str(WORKER), "consume", database_url, kafka_settings.bootstrap_servers, group]
    deaths = 0
    while deaths < 2:
        process = await asyncio.to_thread(subprocess.Popen, command)
        await ending(process, eventually)
        deaths += 1
    process = await asyncio.to_thread(subprocess.Popen, command)
    try:
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 2 FROM handled"))
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 2 FROM parked_records"))
    finally:
        process.kill()
        process.wait()
    [parked] = await ParkedKeys(kafka_arena.engine).list()
    assert (parked.key, parked.behind) == (str(bad), 1)
    assert "the process died" in parked.reason
    assert await kafka_arena.handled(good) == ["1@test.ru", "3@test.ru"]


async def ending(process: subprocess.Popen[bytes], eventually: Eventually) -> None:
    try:
        await eventually(lambda: process.poll() is not None, seconds=20)
    finally:
        process.kill()
        process.wait()


async def test_members_come_and_go_and_each_event_is_handled_once_in_order(
    kafka_arena, recorder, message_of, database_url, eventually: Eventually
) -> None:
    first = await kafka_arena.consumer(recorder.router)
    engine = create_async_engine(database_url)
    second = Consumer(engine, recorder.router, kafka_arena.broker, batch=20)
    users = [uuid4() for _ in range(30)]

    async def write(numbers: range) -> None:
        for number in numbers:
            await kafka_arena.inject(*(message_of(confirmed(user, number)) for user in users))

    async with kafka_arena.running(first):
        await write(range(10))
        async with kafka_arena.running(second):
            await write(range(10, 30))
        await write(range(30, 40))
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 1200 FROM handled"), seconds=30)
    await engine.dispose()
    for user in users:
        assert await kafka_arena.handled(user) == [f"{number}@test.ru" for number in range(40)]


async def test_a_slow_handler_keeps_its_partitions_while_the_group_changes(
    kafka_arena, group, message_of, user, database_url, eventually: Eventually
) -> None:
    router = Router(group)
    calls: list[str] = []

    @router.on(EmailConfirmed)
    async def slow(session: AsyncSession, event: EmailConfirmed) -> None:
        calls.append(event.email)
        await asyncio.sleep(2)

    first = await kafka_arena.consumer(router)
    await kafka_arena.inject(message_of(confirmed(user, 1)))
    async with kafka_arena.running(first):
        await eventually(lambda: calls)
        async with kafka_arena.running(Consumer(kafka_arena.engine, router, kafka_arena.broker)):
            await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 1 FROM inbox"))
            await kafka_arena.inject(message_of(confirmed(user, 2)))
            await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 2 FROM inbox"))
    assert calls == ["1@test.ru", "2@test.ru"]


async def test_a_handler_that_hangs_is_parked(kafka_arena, group, message_of, user, eventually: Eventually) -> None:
    router = Router(group)

    @router.on(EmailConfirmed)
    async def hang(session: AsyncSession, event: EmailConfirmed) -> None:
        if event.user_id == user:
            await asyncio.sleep(60)
        await session.execute(text("INSERT INTO handled (key, value) VALUES (:key, 'done')"), {"key": event.user_id})

    other = uuid4()
    consumer = await kafka_arena.consumer(router, handler_seconds=0.2)
    await kafka_arena.inject(message_of(confirmed(user, 1)), message_of(confirmed(other, 2)))
    async with kafka_arena.running(consumer):
        await eventually(lambda: kafka_arena.scalar("SELECT count(*) = 1 FROM parked_records"))
        await eventually(lambda: kafka_arena.handled(other))
    [parked] = await ParkedKeys(kafka_arena.engine).list()
    assert "HandlerTimeoutError" in parked.reason


async def test_cancelled_is_not_failed(memory_arena, group, message_of, user, eventually: Eventually) -> None:
    router = Router(group)
    started = asyncio.Event()

    @router.on(EmailConfirmed)
    async def wait(session: AsyncSession, event: EmailConfirmed) -> None:
        started.set()
        await asyncio.sleep(60)

    consumer = await memory_arena.consumer(router)
    await memory_arena.inject(message_of(confirmed(user, 1)))
    running = asyncio.create_task(consumer.run(asyncio.Event()))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert set(memory_arena.broker.offsets.values()) <= {0}
    assert await memory_arena.scalar("SELECT count(*) FROM inbox") == 0
    assert await memory_arena.scalar("SELECT count(*) FROM parked_keys") == 0


@pytest.mark.reliability
async def test_a_database_that_is_away_stops_the_process_with_nothing_committed(
    memory_arena, recorder, message_of, user, postgres, eventually: Eventually
) -> None:
    patient = await memory_arena.consumer(recorder.router)
    impatient = await memory_arena.consumer(recorder.router, patience=0.5)
    await asyncio.to_thread(postgres.stop)
    await memory_arena.inject(message_of(confirmed(user, 1)))
    with pytest.raises(ExceptionGroup):
        await impatient.run(asyncio.Event())
    assert set(memory_arena.broker.offsets.values()) <= {0}
    async with memory_arena.running(patient):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgres.start)
        await eventually(lambda: memory_arena.scalar("SELECT count(*) = 1 FROM handled"))
    assert await memory_arena.handled(user) == ["1@test.ru"]


async def test_without_inbox_repeats_reach_the_handler_with_their_sequence(
    memory_arena, group, message_of, user, eventually: Eventually
) -> None:
    router = Router(group)
    seen: list[EmailConfirmed] = []

    @router.on_batch(EmailConfirmed, inbox=False)
    async def upsert(session: AsyncSession, events: Sequence[EmailConfirmed]) -> None:
        seen.extend(events)

    consumer = await memory_arena.consumer(router)
    message = message_of(confirmed(user, 1))
    await memory_arena.inject(message, message)
    async with memory_arena.running(consumer):
        await eventually(lambda: len(seen) == 2)
    assert await memory_arena.scalar("SELECT count(*) FROM inbox") == 0
