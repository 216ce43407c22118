"""Readings taken through the service, with real tokens and the relay and billing running, next to the bare transaction
that writes the same two rows (the reading and its event) into tables of the same form."""

import asyncio
import itertools
import json
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx

from bench.gateway_cpu import sign_in
from bench.http_load import load, refused, request

CLIENTS: Final = 16
CONTRACTS, METERS = 40, 100
READINGS: Final = 1000  # of meters that have none yet: each round takes the next ones
RAW: Final = 3000
_REGISTRY = "/api/contracts/v1/integration/contracts:batch"


class ReadingSubmission:
    """`one_round` gives (readings a second through the service, bare transactions a second)."""

    def __init__(self, stack: Any) -> None:
        self._service = f"http://127.0.0.1:{stack['ports']['metering.api']}"
        self._check = f"http://127.0.0.1:{stack['ports']['identity.api']}/internal/session-check/bench"
        self._dsn = str(stack["databases"]["metering"]).replace("postgresql+asyncpg", "postgresql")
        self._cookie = sign_in(stack)
        me = httpx.get(f"{stack['gateway']}/api/identity/v1/me", headers={"Cookie": self._cookie}).json()
        _register(stack)
        self._meters = iter(asyncio.run(self._bind(UUID(me["id"]))))
        self._taken_on = (datetime.now(UTC) + timedelta(hours=3)).date()

    def one_round(self) -> tuple[float, float]:
        """The bare transaction first, then the service."""
        raw = asyncio.run(self._raw())
        return self._ours(), raw

    def _ours(self) -> float:
        token = httpx.get(self._check, headers={"Cookie": self._cookie}).headers["authorization"]
        body = json.dumps({"taken_on": self._taken_on.isoformat(), "values": {"SINGLE": "1010.5"}}).encode()
        base = f"{self._service}/api/metering/v1/meters"
        requests = [
            request(f"{base}/{meter}/readings", f"Authorization: {token}", method="POST", body=body)
            for meter in itertools.islice(self._meters, READINGS)
        ]
        begun = time.perf_counter()
        answers = asyncio.run(load(self._service, requests, total=READINGS, clients=CLIENTS))
        spent = time.perf_counter() - begun
        if bad := refused(answers):
            raise RuntimeError(f"refused: {bad}")
        return READINGS / spent

    async def _bind(self, user_id: UUID) -> Sequence[UUID]:
        """The bench's contracts go to the demo user without letters; their meters once the registry's news are in."""
        connection = await asyncpg.connect(self._dsn)
        numbers = _numbers()
        bind = "INSERT INTO bindings (id, contract_number, user_id, bound_at) VALUES ($1, $2, $3, now())"
        await connection.executemany(bind, [(uuid4(), number, user_id) for number in numbers])
        query = "SELECT id FROM meters WHERE contract_number = ANY($1) ORDER BY serial, contract_number"
        rows = await connection.fetch(query, numbers)
        for _ in range(300):
            if len(rows) == CONTRACTS * METERS:
                break
            await asyncio.sleep(0.2)
            rows = await connection.fetch(query, numbers)
        await connection.close()
        return [row["id"] for row in rows]

    async def _raw(self) -> float:
        pool = await asyncpg.create_pool(self._dsn, min_size=CLIENTS, max_size=CLIENTS)
        await pool.execute("CREATE TABLE bench_readings (LIKE readings INCLUDING ALL)")
        await pool.execute("CREATE TABLE bench_outbox (LIKE outbox INCLUDING ALL)")
        turns = iter(range(RAW))
        begun = time.perf_counter()
        await asyncio.gather(*(_write(pool, turns) for _ in range(CLIENTS)))
        spent = time.perf_counter() - begun
        await pool.execute("DROP TABLE bench_readings, bench_outbox")
        await pool.close()
        return RAW / spent


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


def _numbers() -> list[str]:
    return [f"7809{number:010}" for number in range(CONTRACTS)]


def _register(stack: Any) -> None:
    client = stack["service_clients"]["registry"]
    grant = {"grant_type": "client_credentials", "scope": "registry:write"}
    auth = (client["client_id"], client["client_secret"])
    token = httpx.post(f"{stack['gateway']}/api/identity/v1/oauth/token", data=grant, auth=auth).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    for number in _numbers():
        answer = httpx.post(
            f"{stack['gateway']}{_REGISTRY}", json={"items": [_contract(number)]}, headers=headers, timeout=60
        )
        answer.raise_for_status()


def _contract(number: str) -> dict[str, Any]:
    opening = {"taken_on": "2026-01-31", "values": {"SINGLE": "1000.00"}}
    meters = [
        {
            "serial": f"{serial:04}",
            "multiplier": "1",
            "digits": 6,
            "decimals": 2,
            "zones": ["SINGLE"],
            "initial": opening,
        }
        for serial in range(METERS)
    ]
    point = {"code": "781", "window": {"opens_day": 1, "closes_day": 31}, "meters": meters}
    party = {"kind": "company", "name": "ООО «Измерение»", "inn": "7802532605"}
    return {"number": number, "revision": 1, "party": party, "delivery_points": [point]}
