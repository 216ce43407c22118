"""Contracts with meters for the measurements of metering, the demo user's, with a window that is always open."""

import asyncio
import io
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
import xlsxwriter

from bench.gateway_cpu import sign_in

API: Final = "/api/metering/v1"
_REGISTRY = "/api/contracts/v1/integration/contracts:batch"
_HEADS: Final = ("Прибор учёта", "Зона", "Показание", "Дата снятия")
_PER_POINT: Final = 500  # as many as the registry takes


class Metered:
    """`numbers` are the contracts, `meters` the ids of their meters once the registry's news are in."""

    def __init__(self, stack: Any, numbers: Sequence[str], meters: int, zones: Sequence[str] = ("SINGLE",)) -> None:
        self.service = f"http://127.0.0.1:{stack['ports']['metering.api']}"
        self.dsn = dsn(stack, "metering")
        self.numbers = numbers
        self._check = f"http://127.0.0.1:{stack['ports']['identity.api']}/internal/session-check/bench"
        self._cookie = sign_in(stack)
        me = httpx.get(f"{stack['gateway']}/api/identity/v1/me", headers={"Cookie": self._cookie}).json()
        _register(stack, [_contract(number, meters, zones) for number in numbers])
        self.meters = asyncio.run(self._bind(UUID(me["id"]), len(numbers) * meters))

    def token(self) -> str:
        """The `Authorization` that the gateway makes of the session; good for less than a minute."""
        return str(httpx.get(self._check, headers={"Cookie": self._cookie}).headers["authorization"])

    def get(self, path: str) -> httpx.Response:
        """A call straight to the service."""
        answer = httpx.get(f"{self.service}{API}{path}", headers={"Authorization": self.token()}, timeout=60)
        answer.raise_for_status()
        return answer

    def imported(self, content: bytes, name: str, *, dry_run: bool) -> float:
        """Seconds from the upload of a file for the first contract until it is checked, or written."""
        url, form = f"{self.service}{API}/contracts/{self.numbers[0]}/imports", {"dry_run": str(dry_run).lower()}
        headers = {"Authorization": self.token()}
        begun = time.perf_counter()
        answer = httpx.post(url, files={"file": (name, content)}, data=form, headers=headers, timeout=60)
        answer.raise_for_status()
        job = f"/imports/{answer.json()['id']}"
        while (found := self.get(job).json())["state"] in ("checking", "committing"):
            time.sleep(0.02)
        spent = time.perf_counter() - begun
        if found["state"] != ("checked" if dry_run else "committed") or found["rows"]["refused"]:
            raise RuntimeError(f"{found['state']}: {found['problem']} {found['rows']} {found['errors'][:1]}")
        return spent

    async def _bind(self, user_id: UUID, count: int) -> Sequence[UUID]:
        """Without letters."""
        connection = await asyncpg.connect(self.dsn)
        bind = "INSERT INTO bindings (id, contract_number, user_id, bound_at) VALUES ($1, $2, $3, now())"
        await connection.executemany(bind, [(uuid4(), number, user_id) for number in self.numbers])
        query = "SELECT id FROM meters WHERE contract_number = ANY($1) ORDER BY serial, contract_number"
        rows = await connection.fetch(query, self.numbers)
        for _ in range(300):
            if len(rows) == count:
                break
            await asyncio.sleep(0.2)
            rows = await connection.fetch(query, self.numbers)
        await connection.close()
        return [row["id"] for row in rows]


def dsn(stack: Any, service: str) -> str:
    """The database of a service, as asyncpg takes it."""
    return str(stack["databases"][service]).replace("postgresql+asyncpg", "postgresql")


def today() -> date:
    """In Moscow."""
    return (datetime.now(UTC) + timedelta(hours=3)).date()


def workbook(meters: int, zones: Sequence[str], value: Callable[[int], float]) -> bytes:
    """A sheet with a value for each zone of each meter of a contract."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    rows = [(_serial(n), zone, value(n), f"{today():%d.%m.%Y}") for n in range(meters) for zone in zones]
    for number, cells in enumerate([_HEADS, *rows]):
        sheet.write_row(number, 0, cells)
    book.close()
    return out.getvalue()


def _serial(number: int) -> str:
    return f"{number:04}"


def _register(stack: Any, contracts: Sequence[dict[str, Any]]) -> None:
    client = stack["service_clients"]["registry"]
    grant = {"grant_type": "client_credentials", "scope": "registry:write"}
    auth = (client["client_id"], client["client_secret"])
    token = httpx.post(f"{stack['gateway']}/api/identity/v1/oauth/token", data=grant, auth=auth).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    for contract in contracts:
        url = f"{stack['gateway']}{_REGISTRY}"
        answer = httpx.post(url, json={"items": [contract]}, headers=headers, timeout=60)
        answer.raise_for_status()
        if answer.json()["items"][0]["status"] == "refused":
            raise RuntimeError(answer.text)


def _contract(number: str, meters: int, zones: Sequence[str]) -> dict[str, Any]:
    opening = {"taken_on": "2026-01-31", "values": dict.fromkeys(zones, "1000.00")}
    dial = {"multiplier": "1", "digits": 6, "decimals": 2, "zones": list(zones), "initial": opening}
    points = [
        {
            "code": f"{first:04}",
            "window": {"opens_day": 1, "closes_day": 31},
            "meters": [{"serial": _serial(n), **dial} for n in range(first, min(first + _PER_POINT, meters))],
        }
        for first in range(0, meters, _PER_POINT)
    ]
    party = {"kind": "company", "name": "ООО «Измерение»", "inn": "7802532605"}
    return {"number": number, "revision": 1, "party": party, "delivery_points": points}
