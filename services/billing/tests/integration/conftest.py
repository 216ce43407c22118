"""The service on a real database: its HTTP door, and its Kafka door without a broker."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from billing.api.deps import get_now
from billing.consumers import router
from billing.domain.calendar import moscow_day
from billing.main import build
from billing.settings import Settings
from chassis.database import Database
from chassis.migrate import run_migrations
from chassis.testing import Issuer
from events import Event
from events.schemas.contracts import ContractBound, ContractRegistered, ContractUnbound
from events.testing import deliver, published
from fastapi import FastAPI
from localrun.testing import RunningPostgres

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NUMBER = "78078078078000"
BOUND_AT, UNBOUND_AT = "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"
API = "/api/billing/v1"
_serial = itertools.count(random.randrange(10**8))  # a test meets no number of another
Tell = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
async def settings(postgres: RunningPostgres) -> Settings:
    url = postgres.create_database("billing_service")
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


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://billing") as client:
        yield client


@pytest.fixture
async def tell(app: FastAPI) -> Tell:
    """Deliver events as the consumer does, in one transaction."""

    async def tell(*events: Event) -> None:
        async with app.state.database.session() as session:
            await deliver(session, router, *events)

    return tell


class Clock:
    """The application's instant; tests move it on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def today(self) -> date:
        return moscow_day(self())


@dataclass
class World:
    """The supplier's doors, and a customer's."""

    app: FastAPI
    http: httpx.AsyncClient
    issuer: Issuer
    clock: Clock
    tell: Tell
    database: Database

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """The supplier's billing calls."""
        everything = self.issuer.system("billing:write", "billing") | headers
        return await self.http.post(f"{API}/integration/{path}", json=body, headers=everything)

    async def charge(self, *items: Any) -> list[str]:
        """Charges in a batch; their statuses."""
        answer = await self.post("charges:batch", {"items": list(items)})
        return [item["status"] for item in answer.json()["items"]]

    async def pay(self, *items: Any) -> list[str]:
        """Payments in a batch; their statuses."""
        answer = await self.post("payments:batch", {"items": list(items)})
        return [item["status"] for item in answer.json()["items"]]

    async def contract(self) -> tuple[str, UUID]:
        """A registered contract in an account; its number and the user."""
        number, user_id = new_number(), uuid4()
        await self.tell(registered(number), bound(user_id, number))
        return number, user_id

    async def get(self, user_id: UUID, path: str, **params: Any) -> Any:
        """What a customer reads."""
        answer = await self.http.get(f"{API}{path}", params=params, headers=self.issuer.user(user_id))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def events(self, number: str) -> list[Any]:
        """What was published about a contract, in order."""
        async with self.database.session() as session:
            return [event for event in await published(session) if event.key == number]


@pytest.fixture
async def world(app: FastAPI, client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> AsyncIterator[World]:
    clock = Clock()
    app.dependency_overrides[get_now] = clock
    yield World(app, client, issuer, clock, tell, app.state.database)
    app.dependency_overrides.clear()


def new_number() -> str:
    """A contract number that nobody has used."""
    return f"78{next(_serial):012d}"


def charge(number: str, gross: str = "122.00", **fields: Any) -> dict[str, Any]:
    """A charge of one line with 22% VAT; keyword arguments replace its fields."""
    total = Decimal(gross)
    net = (total / Decimal("1.22")).quantize(Decimal("0.01"))
    sums = {"net": str(net), "vat": str(total - net), "gross": gross}
    usual = {
        "source_id": f"CH-{next(_serial)}",
        "revision": 1,
        "contract_number": number,
        "period": "2026-10",
        "posted_on": "2026-11-05",
        "due_on": "2026-11-18",
        "lines": [{"zone": "DAY", "meter_serial": "41234567", "vat_rate": "22", **sums}],
        **sums,
    }
    return usual | fields


def payment(number: str, amount: str = "122.00", **fields: Any) -> dict[str, Any]:
    """A payment without stated periods; keyword arguments replace its fields."""
    usual = {
        "source_id": f"PM-{next(_serial)}",
        "revision": 1,
        "contract_number": number,
        "paid_on": "2026-11-10",
        "amount": amount,
        "purpose": "Оплата электроэнергии",
        "payer_inn": "7802532605",
        "document_number": "17",
        "allocations": [],
    }
    return usual | fields


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
