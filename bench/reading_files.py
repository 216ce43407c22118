"""Sheets of readings: a month of 500 meters written, and 10,000 rows checked, next to what the rows cost bare."""

import asyncio
import io
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx
import psutil
from python_calamine import CalamineWorkbook

from bench.metered import Metered, workbook

METERS: Final = 500
CHECKED_METERS: Final = 3334
ZONES: Final = ("PEAK", "HALF_PEAK", "NIGHT")
_WORDS: Final = ("Пик", "Полупик", "Ночь")
_MB = 1024 * 1024


class Import500:
    """`one_round` gives seconds: (the file from its upload until it is written, the same two rows a meter in one
    transaction)."""

    def __init__(self, stack: Any) -> None:
        self._metered = Metered(stack, ["78080000000500"], METERS)
        self._rounds = itertools.count(1)

    def one_round(self) -> tuple[float, float]:
        """Other values each round: the same bytes would be the same import."""
        number = next(self._rounds)
        content = workbook(METERS, ("Сутки",), lambda n: 1000 + number + n / 100)
        return self._metered.imported(content, f"{number}.xlsx", dry_run=False), asyncio.run(self._raw())

    async def _raw(self) -> float:
        connection = await asyncpg.connect(self._metered.dsn)
        await connection.execute(
            "CREATE TEMP TABLE r (LIKE outbox INCLUDING ALL); CREATE TEMP TABLE o (LIKE outbox INCLUDING ALL)"
        )
        write = "INSERT INTO {} (shard, event_id, topic, key, headers, payload) VALUES (1, $1, 't', 'k', $2, $3)"
        rows = [(uuid4(), json.dumps({"h": "h" * 400}), b"p" * 700) for _ in range(METERS)]
        begun = time.perf_counter()
        async with connection.transaction():
            await connection.executemany(write.format("r"), rows)
            await connection.executemany(write.format("o"), rows)
        spent = time.perf_counter() - begun
        await connection.close()
        return spent


class ImportCheck10k:
    """`one_round` gives seconds: (10,002 rows from their upload until they are checked, the bare reading of the file).

    `details`: the worst answer in milliseconds that somebody else had meanwhile of the API, and of the template of
    the contract's 3,334 meters; by how many MB the worker and its child grew after the first round.
    """

    def __init__(self, stack: Any) -> None:
        self._metered = Metered(stack, ["78080000010000"], 1, ZONES)
        asyncio.run(self._multiply())
        self._worker = psutil.Process(stack["processes"]["metering.worker"])
        self._rounds = itertools.count(1)
        self._memory: list[float] = []
        self._waits = {"upload": 0.0, "template": 0.0}

    async def _multiply(self) -> None:
        """One event of the registry does not take so many meters: the others are copies of the first."""
        copy = (
            "INSERT INTO meters SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'serial',"
            " lpad(n::text, 4, '0')))).* FROM meters m, generate_series(1, $2::int) n WHERE contract_number = $1"
        )
        connection = await asyncpg.connect(self._metered.dsn)
        await connection.execute(copy, self._metered.numbers[0], CHECKED_METERS - 1)
        await connection.close()

    def one_round(self) -> tuple[float, float]:
        """The file, then the template."""
        number = next(self._rounds)
        content = workbook(CHECKED_METERS, _WORDS, lambda n: 1000 + number + n / 100)
        with self._watched("upload"):
            spent = self._metered.imported(content, f"{number}.xlsx", dry_run=True)
        with self._watched("template"):
            self._metered.get(f"/contracts/{self._metered.numbers[0]}/readings/template.xlsx")
        family = [self._worker, *self._worker.children(recursive=True)]
        self._memory.append(sum(process.memory_info().rss for process in family) / _MB)
        begun = time.perf_counter()
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        return spent, time.perf_counter() - begun

    def details(self) -> dict[str, float]:
        """See the class."""
        worst = {f"worst_wait_{name}_ms": 1000 * seconds for name, seconds in self._waits.items()}
        return worst | {"grown_mb": max(self._memory) - self._memory[0]}

    @contextmanager
    def _watched(self, name: str) -> Iterator[None]:
        """Asks the API for something that costs nothing, again and again; keeps the worst of the answers' times."""
        over = Event()

        def watch() -> None:
            with httpx.Client() as client:
                while not over.wait(0.01):
                    begun = time.perf_counter()
                    client.get(f"{self._metered.service}/nothing")
                    self._waits[name] = max(self._waits[name], time.perf_counter() - begun)

        watcher = Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
