"""The supplier's charges from Kafka into billing's accounts, next to a bare INSERT .. unnest of the same rows: every
one that the feed has written, taken from its own tables."""

import asyncio
import json
import statistics
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

# What the feed writes for a charge: the charge, its entry in the ledger with the lines, the event that tells it. The
# balance is changed in place by the feed, and left out of the baseline.
WRITTEN: Final = ("charges", "entries", "outbox")
COLUMNS: Final = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum
"""


class ChargesFeed:
    """`one_round` gives charges a second (the feed, the bare statement); it fails when a balance is not exact."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._of_charges_alone: list[float] = []

    def one_round(self) -> tuple[float, float]:
        """Both on a fresh database."""
        url = self._parts.create_database(f"bench_billing_{uuid4().hex}")
        run_migrations(url, MIGRATIONS)
        return run(self._round(url))

    def details(self) -> dict[str, float]:
        """The feed next to an INSERT of the charges alone, without their entries and events."""
        return {"of_charges_alone": statistics.median(self._of_charges_alone)}

    async def _round(self, url: str) -> tuple[float, float]:
        charges = [charge_of(number) for number in range(CHARGES)]
        async with billing_database(url) as database:
            fed = await self._feed(database, charges)
            await check(database, CHARGES)
            bare, alone = [len(charges) / await _bare(database, tables) for tables in (WRITTEN, WRITTEN[:1])]
            self._of_charges_alone.append(fed / alone)
            return fed, bare

    async def _feed(self, database: Database, charges: Sequence[dict[str, Any]]) -> float:
        """From the start of the consumer's work to the end of the last transaction."""
        router = Router(f"bench-{uuid4().hex}")
        router.include(supplier.router)
        await self._parts.skip_history(router.consumer, TOPIC)
        sink = KafkaBroker(self._parts.kafka).sink()
        await sink.start()
        await sink.send([message_of(charge) for charge in charges])
        await sink.close()
        before, stop = handled(), asyncio.Event()
        running = asyncio.create_task(Consumer(database.engine, router, self._parts.kafka).run(stop))
        await until(lambda: handled() > before)
        begun, first = time.perf_counter(), handled()
        await until(lambda: handled() - before == len(charges))
        spent = time.perf_counter() - begun
        stop.set()
        await running
        return (len(charges) - (first - before)) / spent


@asynccontextmanager
async def billing_database(url: str) -> Any:
    """A pool to it, and the contracts in it."""
    database = Database(Settings(database_url=url))
    async with database.session() as session:
        contracts = [RegisteredContract(_number(n), 1, "company", "x", "7", None, None) for n in range(CONTRACTS)]
        await remember_contracts(session, contracts)
    yield database
    await database.dispose()


async def _bare(database: Database, tables: Sequence[str]) -> float:
    """Seconds for the rows that the feed has written into these tables, once more into empty ones like them, by
    `INSERT .. unnest` of 500 at a time, which is one transaction."""
    async with database.driver() as driver:
        inserts = [await _insert_of(driver, table) for table in tables]
        begun = time.perf_counter()
        for batches in zip(*(batches for _, batches in inserts), strict=True):
            async with driver.transaction():
                for (statement, _), batch in zip(inserts, batches, strict=True):
                    await driver.execute(statement, *batch)
        return time.perf_counter() - begun


async def _insert_of(driver: Any, table: str) -> tuple[str, list[list[list[Any]]]]:
    """The statement for a fresh table like this one, and the arguments of each execution."""
    columns = await driver.fetch(COLUMNS, table)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    read = ", ".join(f'"{name}"::text' if kind == "jsonb" else f'"{name}"' for name, kind in columns)
    rows = await driver.fetch(f"SELECT {read} FROM {table}")
    await driver.execute(f"DROP TABLE IF EXISTS bare_{table}; CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
    bound = ", ".join(f"${index}::{kind}[]" for index, (_, kind) in enumerate(columns, 1))
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    arguments = [[list(column) for column in zip(*batch, strict=True)] for batch in batches]
    return f"INSERT INTO bare_{table} ({names}) SELECT * FROM unnest({bound})", arguments


async def check(database: Database, charges: int) -> None:
    """Every balance, the ledger and the charges come to what was sent."""
    wanted = Decimal(SUMS["gross"]) * charges
    async with database.engine.connect() as connection:
        for total in ("sum(charged - paid) FROM accounts", "sum(amount) FROM entries", "sum(gross) FROM charges"):
            assert await connection.scalar(text(f"SELECT {total}")) == wanted, total


def _number(number: int) -> str:
    return f"{number:014}"


def charge_of(number: int) -> dict[str, Any]:
    """The supplier's charge of that number."""
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


def message_of(charge: dict[str, Any]) -> Message:
    """As the supplier sends it."""
    headers = {"ce_id": str(uuid4()), "ce_type": "ChargePublished", "ce_source": "supplier"}
    encoded = [(name, value.encode()) for name, value in headers.items()]
    return Message(TOPIC, charge["contract_number"].encode(), json.dumps(charge).encode(), encoded)


def handled() -> float:
    """How many charges this process has. Counted when the transaction is committed."""
    return counted(CONSUMED, topic=TOPIC, outcome="handled")
