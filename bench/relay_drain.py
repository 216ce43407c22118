"""A backlog moved by the relay, next to the same bytes given to a bare aiokafka producer."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer
from events import Relay
from events.broker import Message
from events.codec import load_headers
from events.metrics import RELAY_PUBLISHED
from events.outbox import outbox_row
from events.schemas.identity import ProfileCompleted
from events.tables import outbox
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.parts import Parts, counted, run, until

EVENTS = 20_000
KEYS = 2_000


class RelayDrain:
    """`one_round` gives events a second (the relay, the producer alone)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def one_round(self) -> tuple[float, float]:
        """Both, one after the other."""
        return run(self._round())

    async def _round(self) -> tuple[float, float]:
        users = [uuid4() for _ in range(KEYS)]
        rows = [outbox_row(_event(users[number % KEYS])) for number in range(EVENTS)]
        async with self._parts.engine() as engine:
            await self._parts.clean(engine)
            return await self._relay(engine, rows), await self._bare(rows)

    async def _relay(self, engine: AsyncEngine, rows: Sequence[dict[str, Any]]) -> float:
        stop = asyncio.Event()
        relay = asyncio.create_task(Relay(engine, self._parts.kafka).run(stop))
        await asyncio.sleep(1.0)  # it leads and is connected before the backlog appears
        before = _published()
        async with engine.begin() as connection:
            await connection.execute(insert(outbox).inline(), rows)
        begun = time.perf_counter()
        await until(lambda: _published() - before == EVENTS)
        spent = time.perf_counter() - begun
        stop.set()
        await relay
        return EVENTS / spent

    async def _bare(self, rows: Sequence[dict[str, Any]]) -> float:
        messages = [_message(row) for row in rows]
        producer = AIOKafkaProducer(enable_idempotence=True, **self._parts.kafka.client_options())
        await producer.start()
        begun = time.perf_counter()
        acks = [await producer.send(m.topic, m.value, m.key, headers=m.headers) for m in messages]
        await asyncio.gather(*acks)
        spent = time.perf_counter() - begun
        await producer.stop()
        return EVENTS / spent


def _event(user: UUID) -> ProfileCompleted:
    return ProfileCompleted(
        user_id=user, surname="Иванова", given_name="Анна", patronymic="Петровна", phone="+78123036969"
    )


def _message(row: dict[str, Any]) -> Message:
    return Message(row["topic"], row["key"].encode(), row["payload"], load_headers(row["headers"]))


def _published() -> float:
    return counted(RELAY_PUBLISHED, topic="identity.users.v1")
