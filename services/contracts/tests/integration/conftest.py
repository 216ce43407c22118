"""The whole HTTP application on a real database, and the doors it is entered by."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.database import Database
from chassis.migrate import run_migrations
from chassis.testing import Issuer
from contracts.api.bindings import EVENLY
from contracts.api.deps import BIND_PURPOSE, get_now
from contracts.main import build
from contracts.settings import Settings
from events.schemas.contracts import ContractBindRequested
from events.tables import outbox
from events.testing import published
from fastapi import FastAPI
from localrun.testing import RunningPostgres
from sqlalchemy import delete

API = "/api/contracts/v1"
SERVICE = Path(__file__).parents[2]


class Clock:
    """The application's instant; tests move it on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Person:
    """A signed-in user with the calls he makes."""

    http: httpx.AsyncClient
    headers: dict[str, str]
    id: UUID
    email: str
    name: str

    async def bind(self, number: str, email: str) -> httpx.Response:
        """Ask for a contract."""
        return await self.http.post(f"{API}/bindings", json={"number": number, "email": email}, headers=self.headers)

    async def get(self, path: str, **params: Any) -> httpx.Response:
        """GET below the service's root."""
        return await self.http.get(f"{API}{path}", params=params, headers=self.headers)

    async def delete(self, path: str) -> httpx.Response:
        """DELETE below the service's root."""
        return await self.http.delete(f"{API}{path}", headers=self.headers)

    async def sees(self, number: str) -> bool:
        """Whether the page of the contract is his."""
        return (await self.get(f"/contracts/{number}")).status_code == 200


@dataclass
class World:
    """Everything a test acts with."""

    app: FastAPI
    http: httpx.AsyncClient
    issuer: Issuer
    clock: Clock
    settings: Settings
    database: Database

    @property
    def registry(self) -> dict[str, str]:
        """Headers of the supplier's registry; a token lives for a minute."""
        return self.issuer.system("registry:write")

    def person(self, **claims: Any) -> Person:
        """Somebody new, ready for everything unless the claims say otherwise."""
        user_id = uuid4()
        facts = {"email": f"anna-{user_id.hex[:8]}@example.ru", "name": "Иванова Анна Петровна"} | claims
        return Person(self.http, self.issuer.user(user_id, **facts), user_id, facts["email"], facts["name"])

    async def put(self, number: str, body: dict[str, Any]) -> httpx.Response:
        """The registry tells one contract."""
        return await self.http.put(f"{API}/integration/contracts/{number}", json=body, headers=self.registry)

    async def batch(self, items: Any, **headers: str) -> httpx.Response:
        """The registry tells many."""
        everything = self.registry | headers
        return await self.http.post(f"{API}/integration/contracts:batch", json={"items": items}, headers=everything)

    async def decide(self, token: str, decision: str = "confirm") -> httpx.Response:
        """The owner of the contract's e-mail answers."""
        return await self.http.post(f"{API}/binding-confirmations/{token}", json={"decision": decision})

    async def look(self, token: str) -> httpx.Response:
        """The page that the letter's link opens."""
        return await self.http.get(f"{API}/binding-confirmations/{token}")

    async def events(self, number: str) -> list[Any]:
        """What was published about a contract, in order."""
        async with self.database.session() as session:
            return [event for event in await published(session) if event.key == number]

    async def letters(self, number: str) -> list[ContractBindRequested]:
        """The letters that were asked for."""
        return [event for event in await self.events(number) if isinstance(event, ContractBindRequested)]

    def token(self, letter: ContractBindRequested) -> str:
        """The token that the notifier would put into the letter."""
        return self.settings.link_signer().token(BIND_PURPOSE, letter.link_id)

    async def last_token(self, number: str) -> str:
        """The token of the newest letter."""
        return self.token((await self.letters(number))[-1])


@pytest.fixture(scope="session")
def settings(postgres: RunningPostgres) -> Settings:
    url = postgres.create_database("contracts_tests")
    run_migrations(url, SERVICE / "migrations")
    return Settings(database_url=url)


@pytest.fixture(scope="session")
async def world(settings: Settings) -> AsyncIterator[World]:
    app, issuer, clock = build(settings), Issuer(), Clock()
    issuer.trust(app)
    app.dependency_overrides |= {get_now: clock, EVENLY.dependency: lambda: None}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://contracts") as http:
        yield World(app, http, issuer, clock, settings, app.state.database)
    await app.state.database.dispose()


@pytest.fixture(autouse=True)
async def _fresh(world: World) -> None:
    """Nothing of an earlier test waits to be published, and it is now again."""
    world.clock.ahead = timedelta()
    async with world.database.session() as session:
        await session.execute(delete(outbox))


@pytest.fixture
def register(
    world: World, new_number: Callable[[], str], new_email: Callable[[], str], terms: Callable[..., dict[str, Any]]
) -> Callable[..., Awaitable[tuple[str, str]]]:
    """A registered contract; its number and an e-mail, which stands in it unless `emails` say otherwise."""

    async def make(**fields: Any) -> tuple[str, str]:
        number, email = new_number(), new_email()
        body = terms(**{"emails": [email]} | fields)
        answer = await world.put(number, body)
        assert answer.status_code == 200, answer.text
        return number, next(iter(body["emails"]), email)

    return make


@pytest.fixture
def bind(world: World, register: Callable[..., Awaitable[tuple[str, str]]]) -> Callable[..., Awaitable[str]]:
    """A contract that this person holds; its number."""

    async def make(person: Person, **fields: Any) -> str:
        number, email = await register(**fields)
        assert (await person.bind(number, email)).status_code == 202
        assert (await world.decide(await world.last_token(number))).status_code == 200
        return number

    return make
