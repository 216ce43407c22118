"""«Главная» of a customer with many contracts, through the service with a real token, next to the query alone."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
from billing.domain.roles import MAY, Act
from billing.storage.summary import SUMMARY

from bench.gateway_cpu import sign_in
from bench.http_load import load, refused, request

CLIENTS: Final = 16
CONTRACTS, MONTHS = 10, 24
REQUESTS: Final = 1500
RAW: Final = 6000
PATH: Final = "/api/billing/v1/summary"


class HomeSummary:
    """`one_round` gives (answers a second of the service, of the bare query)."""

    def __init__(self, stack: Any) -> None:
        self._url = f"http://127.0.0.1:{stack['ports']['billing.api']}{PATH}"
        self._check = f"http://127.0.0.1:{stack['ports']['identity.api']}/internal/session-check/bench"
        self._dsn = str(stack["databases"]["billing"]).replace("postgresql+asyncpg", "postgresql")
        self._cookie = sign_in(stack)
        me = httpx.get(f"{stack['gateway']}/api/identity/v1/me", headers={"Cookie": self._cookie}).json()
        self._user = UUID(me["id"])
        asyncio.run(self._fill())

    def one_round(self) -> tuple[float, float]:
        """The bare query first, then the service."""
        raw = asyncio.run(self._raw())
        token = httpx.get(self._check, headers={"Cookie": self._cookie}).headers["authorization"]
        return asyncio.run(self._served(token)), raw

    async def _served(self, token: str) -> float:
        asked = request(self._url, f"Authorization: {token}")
        begun = time.perf_counter()
        answers = await load(self._url, [asked], total=REQUESTS, clients=CLIENTS)
        spent = time.perf_counter() - begun
        if bad := refused(answers):
            raise RuntimeError(f"refused: {bad}")
        return REQUESTS / spent

    async def _raw(self) -> float:
        pool = await asyncpg.create_pool(self._dsn, min_size=CLIENTS, max_size=CLIENTS)
        turns = iter(range(RAW))
        now = datetime.now(UTC)
        asked = (self._user, sorted(MAY[Act.READ]), now, (now + timedelta(hours=3)).date())

        async def work() -> None:
            async with pool.acquire() as connection:
                for _ in turns:
                    await connection.fetchval(SUMMARY, *asked)

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(CLIENTS)))
        spent = time.perf_counter() - begun
        await pool.close()
        return RAW / spent

    async def _fill(self) -> None:
        """Contracts of the demo user with two years of bills each, the last three open."""
        connection = await asyncpg.connect(self._dsn)
        for number in (f"7811{turn:010}" for turn in range(CONTRACTS)):
            await connection.execute(
                "INSERT INTO contracts (number, revision, customer_kind, party_name, inn)"
                " VALUES ($1, 1, 'company', 'ООО «Ромашка»', '7802532605') ON CONFLICT DO NOTHING",
                number,
            )
            await connection.execute(
                "INSERT INTO accounts (contract_number, charged, paid, last_period, last_gross)"
                " VALUES ($1, 2400, 2100, '2026-10', 100) ON CONFLICT DO NOTHING",
                number,
            )
            await connection.execute(
                "INSERT INTO bindings (id, contract_number, user_id, bound_at) SELECT $1, $2, $3, now()"
                " WHERE NOT EXISTS (SELECT FROM bindings WHERE contract_number = $2)",
                *(uuid4(), number, self._user),
            )
            await connection.execute(
                "INSERT INTO charges (id, contract_number, source_id, revision, fingerprint, period, posted_on, due_on,"
                " net, vat, gross, paid) SELECT gen_random_uuid(), $1, 'B' || n, 1, '', to_char(day, 'YYYY-MM'), day,"
                " day, 81.97, 18.03, 100, CASE WHEN n > 3 THEN 100 ELSE 0 END FROM (SELECT n, CAST($2 AS date)"
                " - 30 * n AS day FROM generate_series(1, $3) AS n) AS month"
                " WHERE NOT EXISTS (SELECT FROM charges WHERE contract_number = $1)",
                *(number, date(2026, 11, 18), MONTHS),
            )
        await connection.execute("ANALYZE")
        await connection.close()
