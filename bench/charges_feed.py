"""The supplier's charges from Kafka into billing's accounts, next to a bare INSERT .. unnest of the same rows."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from billing.consumers import supplier
from billing.domain.contract import RegisteredContract
from billing.settings import Settings
from billing.usecases.remember_contracts import remember_contracts
from chassis.database import Database
from chassis.migrate import run_migrations
from events import Consumer, Router
from events.broker import Message
from events.kafka import KafkaBroker
from events.metrics import CONSUMED
from sqlalchemy import text

from bench.parts import Parts, counted, run, until

CHARGES: Final = 15_000
CONTRACTS: Final = 3_000
BATCH: Final = 500
TOPIC: Final = "supplier.billing.v1"
MIGRATIONS: Final = "services/billing/migrations"
SUMS: Final = {"net": "20493.80", "vat": "4508.64", "gross": "25002.44"}
LINE: Final = {
    "zone": "DAY",
    "meter_serial": "41234567",
    "previous": "1000.00",
    "current": "1100.00",
    "multiplier": "40",
    "volume_kwh": "4000.00",
    "price": "5.12345",
    "vat_rate": "22",
    **SUMS,
}

# The rows of charges as they must be kept at least: by their own key, found by contract and period, with their lines.
TABLE: Final = """
CREATE TABLE bare_charges (
    id uuid PRIMARY KEY, contract_number text NOT NULL, source_id text NOT NULL, revision bigint NOT NULL,
    period text NOT NULL, posted_on text NOT NULL, due_on text NOT NULL, net numeric(18, 2) NOT NULL,
    vat numeric(18, 2) NOT NULL, gross numeric(18, 2) NOT NULL, lines jsonb NOT NULL
)
"""
INDEX: Final = "CREATE INDEX ix_bare_charges ON bare_charges (contract_number, period, id)"
INSERT: Final = """
INSERT INTO bare_charges SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[],
    $10::numeric[], $11::text[]::jsonb[]
)
"""


class ChargesFeed:
    """`one_round` gives charges a second (the feed, the bare statement); it fails when a balance is not exact."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def one_round(self) -> tuple[float, float]:
        """Both on a fresh database."""
        url = self._parts.create_database(f"bench_billing_{uuid4().hex}")
        run_migrations(url, MIGRATIONS)
        return run(self._round(url))

    async def _round(self, url: str) -> tuple[float, float]:
        charges = [_charge(number) for number in range(CHARGES)]
        async with _database(url) as database:
            bare = await self._bare(database, charges)
            fed = await self._feed(database, charges)
            await _check(database)
            return fed, bare

    async def _bare(self, database: Database, charges: Sequence[dict[str, Any]]) -> float:
        async with database.engine.begin() as connection:
            await connection.execute(text(TABLE))
            await connection.execute(text(INDEX))
        async with database.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            begun = time.perf_counter()
            for start in range(0, len(charges), BATCH):
                await driver.execute(INSERT, *_columns(charges[start : start + BATCH]))
            return len(charges) / (time.perf_counter() - begun)

    async def _feed(self, database: Database, charges: Sequence[dict[str, Any]]) -> float:
        """From the start of the consumer's work to the end of the last transaction."""
        router = Router(f"bench-{uuid4().hex}")
        router.include(supplier.router)
        await self._parts.skip_history(router.consumer, TOPIC)
        sink = KafkaBroker(self._parts.kafka).sink()
        await sink.start()
        await sink.send([_message(charge) for charge in charges])
        await sink.close()
        before, stop = _handled(), asyncio.Event()
        running = asyncio.create_task(Consumer(database.engine, router, self._parts.kafka).run(stop))
        await until(lambda: _handled() > before)
        begun, first = time.perf_counter(), _handled()
        await until(lambda: _handled() - before == len(charges))
        spent = time.perf_counter() - begun
        stop.set()
        await running
        return (len(charges) - (first - before)) / spent


@asynccontextmanager
async def _database(url: str) -> Any:
    database = Database(Settings(database_url=url))
    async with database.session() as session:
        contracts = [RegisteredContract(_number(n), 1, "company", "x", "7", None, None) for n in range(CONTRACTS)]
        await remember_contracts(session, contracts)
    yield database
    await database.dispose()


async def _check(database: Database) -> None:
    wanted = Decimal(SUMS["gross"]) * CHARGES
    async with database.engine.connect() as connection:
        for total in ("sum(charged - paid) FROM accounts", "sum(amount) FROM entries", "sum(gross) FROM charges"):
            assert await connection.scalar(text(f"SELECT {total}")) == wanted, total


def _number(number: int) -> str:
    return f"{number:014}"


def _charge(number: int) -> dict[str, Any]:
    return {
        "source_id": f"CH-{number}",
        "revision": 1,
        "contract_number": _number(number % CONTRACTS),
        "period": "2098-10",
        "posted_on": "2098-11-05",
        "due_on": "2098-11-18",
        "lines": [LINE],
        **SUMS,
    }


def _message(charge: dict[str, Any]) -> Message:
    headers = {"ce_id": str(uuid4()), "ce_type": "ChargePublished", "ce_source": "supplier"}
    encoded = [(name, value.encode()) for name, value in headers.items()]
    return Message(TOPIC, charge["contract_number"].encode(), json.dumps(charge).encode(), encoded)


def _handled() -> float:
    """Counted when the transaction is committed."""
    return counted(CONSUMED, topic=TOPIC, outcome="handled")


def _columns(charges: Sequence[dict[str, Any]]) -> list[list[Any]]:
    rows = [
        (
            uuid4(),
            *(charge[name] for name in ("contract_number", "source_id", "revision", "period", "posted_on", "due_on")),
            *(Decimal(charge[name]) for name in ("net", "vat", "gross")),
            json.dumps(charge["lines"]),
        )
        for charge in charges
    ]
    return [list(column) for column in zip(*rows, strict=True)]
