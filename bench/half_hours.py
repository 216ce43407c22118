"""A year of half-hours of one meter by the hour, next to the bare query of its rows."""

import asyncio
import json
import time
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from bench.metered import Metered

YEAR: Final = 2025
_DAYS: Final = 365
_TIMES: Final = 5


class YearOfHalfHours:
    """`one_round` gives milliseconds: (the answer of 8,760 hours, the rows of its 17,520 half-hours)."""

    def __init__(self, stack: Any) -> None:
        self._metered = Metered(stack, ["78080000017520"], 1)
        self._number = self._metered.numbers[0]
        asyncio.run(self._fill(self._metered.meters[0]))

    def one_round(self) -> tuple[float, float]:
        """The median of five each."""
        path = f"/contracts/{self._number}/consumption?from={YEAR}-01-01&to={YEAR + 1}-01-01&by=hour"
        ours = []
        for _ in range(_TIMES):
            answer = self._metered.get(path)
            ours.append(1000 * answer.elapsed.total_seconds())
        if len(answer.json()["items"]) != 24 * _DAYS:
            raise RuntimeError(answer.text[:200])
        return sorted(ours)[_TIMES // 2], asyncio.run(self._raw())

    async def _raw(self) -> float:
        connection = await asyncpg.connect(self._metered.dsn)
        query = "SELECT day, kwh FROM interval_blocks WHERE contract_number = $1 AND day >= $2 AND day < $3"
        spent = []
        for _ in range(_TIMES):
            begun = time.perf_counter()
            await connection.fetch(query, self._number, date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
            spent.append(1000 * (time.perf_counter() - begun))
        await connection.close()
        return sorted(spent)[_TIMES // 2]

    async def _fill(self, meter_id: UUID) -> None:
        """As an import writes it, a row of 48 values a day."""
        connection = await asyncpg.connect(self._metered.dsn)
        for month in range(1, 13):
            since, until = date(YEAR, month, 1), date(YEAR + month // 12, month % 12 + 1, 1)
            partition = f"CREATE TABLE IF NOT EXISTS interval_months.m{YEAR}_{month:02} PARTITION OF interval_blocks"
            await connection.execute(f"{partition} FOR VALUES FROM ('{since}') TO ('{until}')")
        write = (
            "INSERT INTO interval_blocks (contract_number, point_code, channel, day, meter_id, minutes, multiplier,"
            " kwh, sender_inn, number, import_id) VALUES ($1, '0000', '01', $2, $3, 30, 40, $4, '7802532605', 1, $5)"
        )
        kwh = json.dumps([f"{half / 100:.2f}" for half in range(48)])
        days = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(_DAYS)]
        await connection.executemany(write, [(self._number, day, meter_id, kwh, uuid4()) for day in days])
        await connection.close()
