"""A batch handler behind the inbox, fed by Kafka, next to a bare INSERT .. unnest of the same rows, and next to the
same consumer with one event at a time."""

import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from events import Consumer, Router
from events.broker import Message
from events.codec import encode
from events.consumer import BATCH
from events.envelope import utc_now
from events.kafka import KafkaBroker
from events.metrics import CONSUMED
from events.schemas.metering import ReadingAccepted
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.parts import Parts, counted, run, until

EVENTS = 20_000
ONE_BY_ONE = 400
TOPIC = "metering.readings.v1"

# The readings of a service that counts with them: a key of its own, and an index to find a contract's period by.
TABLE = """
CREATE TABLE IF NOT EXISTS readings (
    reading_id uuid PRIMARY KEY, contract_number text NOT NULL, meter_id uuid NOT NULL, meter_serial text NOT NULL,
    period text NOT NULL, taken_on date NOT NULL, "values" jsonb NOT NULL, volumes jsonb NOT NULL, source text NOT NULL,
    actor_id uuid, decided_at timestamptz NOT NULL
)
"""
INDEX = "CREATE INDEX IF NOT EXISTS ix_readings_contract_number_period ON readings (contract_number, period)"
INSERT = """
INSERT INTO readings SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::text[]::jsonb[], $8::text[]::jsonb[],
    $9::text[], $10::uuid[], $11::timestamptz[]
)
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
            await connection.execute(text("TRUNCATE readings"))

    async def _bare(self, engine: AsyncEngine, events: Sequence[ReadingAccepted]) -> float:
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            begun = time.perf_counter()
            for start in range(0, len(events), BATCH):
                await driver.execute(INSERT, *_columns(events[start : start + BATCH]))
            return len(events) / (time.perf_counter() - begun)

    async def _consume(self, engine: AsyncEngine, events: Sequence[ReadingAccepted], *, batch: int) -> float:
        """From the first call of the handler to the end of the last transaction."""
        router = Router(f"bench-{uuid4().hex}")
        begun: list[float] = []

        @router.on_batch(ReadingAccepted)
        async def store(session: AsyncSession, batch: Sequence[ReadingAccepted]) -> None:
            begun.append(time.perf_counter())
            connection = await session.connection()
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute(INSERT, *_columns(batch))

        await self._fill(router.consumer, events)
        before = _handled()
        stop = asyncio.Event()
        running = asyncio.create_task(Consumer(engine, router, self._parts.kafka, batch=batch).run(stop))
        await until(lambda: _handled() - before == len(events))
        spent = time.perf_counter() - begun[0]
        stop.set()
        await running
        return len(events) / spent

    async def _fill(self, group: str, events: Sequence[ReadingAccepted]) -> None:
        """The topic with these events behind the group's offsets."""
        await self._parts.skip_history(group, TOPIC)
        sink = KafkaBroker(self._parts.kafka).sink()
        await sink.start()
        await sink.send([_message(event) for event in events])
        await sink.close()


def _event(number: int) -> ReadingAccepted:
    return ReadingAccepted(
        contract_number=f"{number:014}",
        reading_id=uuid4(),
        meter_id=uuid4(),
        meter_serial=f"{number:08}",
        period="2026-10",
        taken_on=date(2026, 10, 25),
        values={"DAY": "12345.67", "NIGHT": "6789.01"},
        volumes={"DAY": "4000.00", "NIGHT": "1200.00"},
        source="portal",
        actor_id=uuid4(),
        decided_at=utc_now(),
    )


def _handled() -> float:
    """Counted when the transaction is committed."""
    return counted(CONSUMED, topic=TOPIC, outcome="handled")


def _message(event: ReadingAccepted) -> Message:
    encoded = encode(event)
    return Message(
        TOPIC, encoded.key.encode(), encoded.value, [(name, value.encode()) for name, value in encoded.headers.items()]
    )


def _columns(events: Sequence[ReadingAccepted]) -> list[list[Any]]:
    rows = [
        (
            event.reading_id,
            event.contract_number,
            event.meter_id,
            event.meter_serial,
            event.period,
            event.taken_on,
            json.dumps(event.values),
            json.dumps(event.volumes),
            event.source,
            event.actor_id,
            event.decided_at,
        )
        for event in events
    ]
    return [list(column) for column in zip(*rows, strict=True)]
