"""The service on a real database: its HTTP door, and its Kafka door without a broker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.migrate import run_migrations
from chassis.testing import Issuer
from events import Event
from events.schemas.contracts import ContractBound, ContractRegistered, ContractUnbound
from events.testing import deliver
from fastapi import FastAPI
from localrun.testing import RunningPostgres
from metering.consumers import router
from metering.main import build
from metering.settings import Settings

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NUMBER = "78078078078000"
BOUND_AT, UNBOUND_AT = "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"
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
