"""A batch handler behind the inbox, fed by Kafka, next to a bare INSERT .. unnest of the same rows, and next to the
same consumer with one event at a time."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from events import Consumer, Router
from events.broker import Message
from events.codec import encode
from events.envelope import utc_now
from events.kafka import KafkaBroker
from events.schemas.contracts import ContractUnbound
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.parts import Parts, run

EVENTS = 15_000
ONE_BY_ONE = 400
BATCH = 500
TOPIC = "contracts.bindings.v1"

# A projection as services keep them: a key of its own, and an index by contract.
TABLE = """
CREATE TABLE IF NOT EXISTS unbound (
    binding_id uuid PRIMARY KEY, contract_number text NOT NULL, user_id uuid NOT NULL, party_name text, at timestamptz
);
"""
INDEX = "CREATE INDEX IF NOT EXISTS ix_unbound_contract_number ON unbound (contract_number)"
INSERT = """
INSERT INTO unbound SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[])
"""


class ConsumerBatch:
    """`one_round` gives rows a second (the consumer, the bare statement); `details` what one at a time gives."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._one_by_one: list[tuple[float, float]] = []

    def one_round(self) -> tuple[float, float]:
        """All three, one after the other."""
        return run(self._round())

    def details(self) -> dict[str, float]:
        """Rows a second one at a time, and how many times that the batches give; medians over the rounds."""
        rates = [single for single, _ in self._one_by_one]
        return {
            "one_by_one": statistics.median(rates),
            "times_one_by_one": statistics.median(batch / single for single, batch in self._one_by_one),
        }

    async def _round(self) -> tuple[float, float]:
        events = [_event(number) for number in range(EVENTS)]
        async with self._parts.engine() as engine:
            await self._parts.clean(engine)
            async with engine.begin() as connection:
                await connection.execute(text(TABLE))
                await connection.execute(text(INDEX))
            bare = await self._bare(engine, events)
            await self._empty(engine)
            batch = await self._consume(engine, events, batch=BATCH)
            await self._empty(engine)
            single = await self._consume(engine, events[:ONE_BY_ONE], batch=1)
        self._one_by_one.append((single, batch))
        return batch, bare

    async def _empty(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("TRUNCATE unbound"))

    async def _bare(self, engine: AsyncEngine, events: Sequence[ContractUnbound]) -> float:
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            begun = time.perf_counter()
            for start in range(0, len(events), BATCH):
                await driver.execute(INSERT, *_columns(events[start : start + BATCH]))
            return len(events) / (time.perf_counter() - begun)

    async def _consume(self, engine: AsyncEngine, events: Sequence[ContractUnbound], *, batch: int) -> float:
        """From the first call of the handler to the end of the last transaction."""
        router = Router(f"bench-{uuid4().hex}")
        begun: list[float] = []

        @router.on_batch(ContractUnbound)
        async def store(session: AsyncSession, batch: Sequence[ContractUnbound]) -> None:
            begun.append(time.perf_counter())
            connection = await session.connection()
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute(INSERT, *_columns(batch))

        await self._fill(router.consumer, events)
        stop = asyncio.Event()
        running = asyncio.create_task(Consumer(engine, router, self._parts.kafka, batch=batch).run(stop))
        query = text("SELECT count(*) FROM inbox WHERE consumer = :consumer")
        while True:
            await asyncio.sleep(0.02)
            async with engine.connect() as connection:
                if await connection.scalar(query, {"consumer": router.consumer}) == len(events):
                    break
        spent = time.perf_counter() - begun[0]
        stop.set()
        await running
        return len(events) / spent

    async def _fill(self, group: str, events: Sequence[ContractUnbound]) -> None:
        """The topic with these events behind the group's offsets."""
        await self._parts.skip_history(group, TOPIC)
        sink = KafkaBroker(self._parts.kafka).sink()
        await sink.start()
        await sink.send([_message(event) for event in events])
        await sink.close()


def _event(number: int) -> ContractUnbound:
    return ContractUnbound(
        contract_number=f"{number:014}",
        binding_id=uuid4(),
        user_id=uuid4(),
        email="info@test.ru",
        owner_email="ivanova@test.ru",
        party_name="ООО «Ромашка»",
        reason="owner",
        unbound_at=utc_now(),
    )


def _message(event: ContractUnbound) -> Message:
    encoded = encode(event)
    return Message(
        TOPIC, encoded.key.encode(), encoded.value, [(name, text.encode()) for name, text in encoded.headers.items()]
    )


def _columns(events: Sequence[ContractUnbound]) -> tuple[list[Any], ...]:
    rows = [
        (event.binding_id, event.contract_number, event.user_id, event.party_name, event.unbound_at) for event in events
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))
