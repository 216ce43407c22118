"""The service on a real database: its HTTP door, and its Kafka door without a broker."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import pytest
import xlsxwriter
from chassis.database import Database
from chassis.migrate import run_migrations
from chassis.testing import Issuer
from events import Event
from events.schemas.contracts import ContractBound, ContractChanged, ContractRegistered, ContractUnbound
from events.schemas.supplier import ReadingDecided
from events.testing import deliver, published
from fastapi import FastAPI
from localrun.testing import RunningPostgres
from metering.api.deps import get_now
from metering.clients.parser import Parser
from metering.consumers import router
from metering.main import build
from metering.settings import Settings
from metering.usecases.run_import import run_import

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NUMBER = "78078078078000"
BOUND_AT, UNBOUND_AT = "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"
API = "/api/metering/v1"
E = TypeVar("E", bound=Event)
HEADS = ("Прибор учёта", "Зона", "Предыдущее показание", "Показание", "Дата снятия")
Tell = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
async def settings(postgres: RunningPostgres) -> Settings:
    url = postgres.create_database("metering_service")
    await asyncio.to_thread(run_migrations, url, MIGRATIONS)
    return Settings(database_url=url)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
async def app(settings: Settings, issuer: Issuer) -> AsyncIterator[FastAPI]:
    app = build(settings)
    issuer.trust(app)
    yield app
    await app.state.database.dispose()


class Clock:
    """The application's instant; tests set it."""

    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    async def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(app: FastAPI) -> Iterator[Clock]:
    """The 24th of November 2026, inside the window of api.md's sample point."""
    clock = Clock()
    app.dependency_overrides[get_now] = clock
    yield clock
    del app.dependency_overrides[get_now]


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://metering") as client:
        yield client


@pytest.fixture
async def tell(app: FastAPI) -> Tell:
    """Deliver events as the consumer does, in one transaction."""

    async def tell(*events: Event) -> None:
        async with app.state.database.session() as session:
            await deliver(session, router, *events)

    return tell


def meter(serial: str, **fields: Any) -> dict[str, Any]:
    usual = {
        "serial": serial,
        "model": "Меркурий 230",
        "multiplier": "1.50",
        "digits": 6,
        "decimals": 2,
        "zones": ["DAY", "NIGHT"],
        "remote_read": False,
        "installed_on": "2023-01-01",
        "next_verification_on": "2033-01-01",
        "initial": {"taken_on": "2026-09-30", "values": {"DAY": "1000.00", "NIGHT": "500.00"}},
        "removed_on": None,
        "final": None,
    }
    return usual | fields


def point(code: str, *meters: dict[str, Any]) -> dict[str, Any]:
    window = {"opens_day": 23, "closes_day": 26}
    return {"code": code, "name": "Офис", "address": "ул. Михайлова, д. 11", "window": window, "meters": list(meters)}


def registered(number: str = NUMBER, revision: int = 1, **fields: Any) -> ContractRegistered:
    """api.md's sample contract."""
    usual = {
        "contract_number": number,
        "revision": revision,
        "party": {
            "kind": "company",
            "name": "ООО «Ромашка»",
            "inn": "7802532605",
            "kpp": "780201001",
            "ogrn": None,
        },
        "signed_on": "2024-01-15",
        "valid_until": None,
        "address": "Санкт-Петербург, ул. Михайлова, д. 11",
        "price_category": 1,
        "voltage_level": "LV",
        "max_power_kw": "150",
        "delivery_points": [],
    }
    return ContractRegistered.model_validate(usual | fields)


def bound(user_id: UUID, number: str = NUMBER, binding_id: UUID | None = None) -> ContractBound:
    return ContractBound(**_binding(user_id, number, binding_id), bound_at=BOUND_AT)


def unbound(user_id: UUID, number: str = NUMBER, binding_id: UUID | None = None) -> ContractUnbound:
    return ContractUnbound(**_binding(user_id, number, binding_id), reason="owner", unbound_at=UNBOUND_AT)


def _binding(user_id: UUID, number: str, binding_id: UUID | None) -> dict[str, Any]:
    emails = {"email": "info@test.ru", "owner_email": "anna@test.ru"}
    return {
        "contract_number": number,
        "binding_id": binding_id or uuid4(),
        "user_id": user_id,
        "party_name": "ООО «Ромашка»",
        **emails,
    }


@dataclass
class Customer:
    """A signed-in owner of one contract, with the calls he makes and the news that reach the service about it."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    tell: Tell
    database: Database
    id: UUID
    number: str
    binding_id: UUID
    revision: int = 1

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(f"{API}{path}", params=params, headers=self.headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.client.post(f"{API}{path}", json=body, headers=self.headers | headers)

    async def meters(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get(f"/contracts/{self.number}/meters")).json()["items"]
        return items

    async def meter_id(self, serial: str = "41234567") -> str:
        return next(str(one["id"]) for one in await self.meters() if one["serial"] == serial)

    async def submit(
        self, values: dict[str, str], *, serial: str = "41234567", taken_on: str = "2026-11-24", **rest: Any
    ) -> httpx.Response:
        headers = rest.pop("headers", {})
        body = {"taken_on": taken_on, "values": values, **rest}
        return await self.post(f"/meters/{await self.meter_id(serial)}/readings", body, **headers)

    async def check(self, values: dict[str, str], *, taken_on: str = "2026-11-24") -> httpx.Response:
        return await self.post(
            f"/meters/{await self.meter_id()}/readings:check", {"taken_on": taken_on, "values": values}
        )

    async def change(self, *points: dict[str, Any], **fields: Any) -> None:
        """The registry tells the contract anew."""
        self.revision += 1
        fields = {"delivery_points": list(points), **fields}
        event = registered(self.number, self.revision, **fields)
        await self.tell(ContractChanged.model_validate(event.model_dump()))

    async def decide(self, reading_id: str, decision: str, reason: str | None = None, at: str = "") -> None:
        """The supplier's decision arrives."""
        decided_at = at or datetime.now(UTC).isoformat()
        await self.tell(ReadingDecided(reading_id=reading_id, decision=decision, reason=reason, decided_at=decided_at))

    async def events(self, kind: type[E]) -> list[E]:
        """What was published about the contract."""
        async with self.database.session() as session:
            told = await published(session)
        return [event for event in told if isinstance(event, kind) and event.key == self.number]


CreateCustomer = Callable[..., Awaitable[Customer]]
Work = Callable[[], Awaitable[int]]
_numbers = itertools.count(78_100_000_000_000)


@pytest.fixture
async def create_customer(
    app: FastAPI, client: httpx.AsyncClient, issuer: Issuer, tell: Tell, clock: Clock
) -> CreateCustomer:
    """Registers a contract with these points (api.md's two-zone meter by default) and binds it to a new user."""

    async def create(*points: dict[str, Any], **fields: Any) -> Customer:
        user_id, number, binding_id = uuid4(), str(next(_numbers)), uuid4()
        usual = {"delivery_points": list(points) or [point("781", meter("41234567", multiplier="40"))]}
        await tell(registered(number, **{**usual, **fields}), bound(user_id, number, binding_id))
        headers = issuer.user(user_id, sid="s1")
        return Customer(client, headers, tell, app.state.database, user_id, number, binding_id)

    return create


@pytest.fixture(scope="session")
async def parser() -> AsyncIterator[Parser]:
    parser = Parser()
    yield parser
    await parser.close()


@pytest.fixture
async def work(app: FastAPI, parser: Parser, clock: Clock) -> Work:
    """Does the jobs that wait, as the worker does; how many there were."""

    async def work() -> int:
        for count in itertools.count():
            async with app.state.database.session() as session:
                if not await run_import(session, parser, clock.now):
                    return count
        return 0

    return work


async def upload(customer: Customer, content: bytes, name: str = "november.xlsx", **form: str) -> httpx.Response:
    path = f"{API}/contracts/{customer.number}/imports"
    files = {"file": (name, content)}
    return await customer.client.post(path, files=files, data=form, headers=customer.headers)


async def uploaded(customer: Customer, work: Work, content: bytes, name: str = "x.xlsx", **form: str) -> dict[str, Any]:
    """The job after the worker had it."""
    answer = await upload(customer, content, name, **form)
    assert answer.status_code == 202, answer.text
    await work()
    return await job(customer, answer.json()["id"])


async def job(customer: Customer, import_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await customer.get(f"/imports/{import_id}")).json()
    return found


def sheet(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    page = book.add_worksheet()
    for number, cells in enumerate([heads, *rows]):
        page.write_row(number, 0, cells)
    book.close()
    return out.getvalue()
