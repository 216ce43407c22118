"""Readings taken through the service, with real tokens and the relay and billing running, next to the bare transaction
that writes the same two rows (the reading and its event) into tables of the same form."""

import asyncio
import itertools
import json
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from bench.http_load import load, refused, request
from bench.metered import API, Metered, today

CLIENTS: Final = 16
CONTRACTS, METERS = 40, 100
READINGS: Final = 1000  # of meters that have none yet: each round takes the next ones
RAW: Final = 3000


class ReadingSubmission:
    """`one_round` gives (readings a second through the service, bare transactions a second)."""

    def __init__(self, stack: Any) -> None:
        self._metered = Metered(stack, [f"7809{number:010}" for number in range(CONTRACTS)], METERS)
        self._meters = iter(self._metered.meters)

    def one_round(self) -> tuple[float, float]:
        """The bare transaction first, then the service."""
        raw = asyncio.run(self._raw())
        return self._ours(), raw

    def _ours(self) -> float:
        requests = submissions(self._metered, list(itertools.islice(self._meters, READINGS)))
        begun = time.perf_counter()
        answers = asyncio.run(load(self._metered.service, requests, total=READINGS, clients=CLIENTS))
        spent = time.perf_counter() - begun
        if bad := refused(answers):
            raise RuntimeError(f"refused: {bad}")
        return READINGS / spent

    async def _raw(self) -> float:
        pool = await asyncpg.create_pool(self._metered.dsn, min_size=CLIENTS, max_size=CLIENTS)
        await pool.execute("CREATE TABLE bench_readings (LIKE readings INCLUDING ALL)")
        await pool.execute("CREATE TABLE bench_outbox (LIKE outbox INCLUDING ALL)")
        turns = iter(range(RAW))
        begun = time.perf_counter()
        await asyncio.gather(*(_write(pool, turns) for _ in range(CLIENTS)))
        spent = time.perf_counter() - begun
        await pool.execute("DROP TABLE bench_readings, bench_outbox")
        await pool.close()
        return RAW / spent


def submissions(metered: Metered, meters: Sequence[UUID]) -> list[bytes]:
    """Requests that submit a value of each meter."""
    token = metered.token()
    body = json.dumps({"taken_on": today().isoformat(), "values": {"SINGLE": "1010.5"}}).encode()
    base = f"{metered.service}{API}/meters"
    headers = (f"Authorization: {token}",)
    return [request(f"{base}/{meter}/readings", *headers, method="POST", body=body) for meter in meters]


async def _write(pool: Any, turns: Any) -> None:
    reading = (
        "INSERT INTO bench_readings (id, contract_number, point_code, meter_id, meter_serial, period, taken_on,"
        ' "values", volumes, previous, multiplier, warnings, source, state, received_at, editable_until, sha256)'
        " VALUES ($1, '78000000000000', '781', $2, '41234567', '2026-11', $3, $4, $4, $4, 40, '[]', 'portal',"
        " 'submitted', now(), now(), $5)"
    )
    event = (
        "INSERT INTO bench_outbox (shard, event_id, topic, key, headers, payload)"
        " VALUES (1, $1, 'metering.readings.v1', '78000000000000', $2, $3)"
    )
    values, headers, payload = json.dumps({"SINGLE": "1010.50"}), "h" * 400, b"p" * 700
    for _ in turns:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(reading, uuid4(), uuid4(), date(2026, 11, 24), values, "f" * 64)
            await connection.execute(event, uuid4(), headers, payload)
