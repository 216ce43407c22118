"""Identity over a real PostgreSQL, asked as the gateway asks it."""

import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from chassis.migrate import run_migrations
from chassis.tokens import LinkSigner
from events.testing import published
from fastapi import FastAPI
from identity.main import build
from identity.settings import Settings
from localrun.testing import RunningPostgres
from sqlalchemy import text

MIGRATIONS = Path(__file__).parents[2] / "migrations"
API = "/api/identity/v1"
PASSWORD = "сорок две чашки чая"
PROFILE = {"surname": "Иванова", "given_name": "Анна", "patronymic": "Петровна", "phone": "8 (812) 303-69-69"}
_serial = itertools.count(1)


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> str:
    url = str(postgres.create_database("identity_api"))
    run_migrations(url, MIGRATIONS)
    return url


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    """Hashes are cheap here: what they cost is measured elsewhere."""
    return Settings(database_url=database_url, hash_memory_kib=64, hash_iterations=1)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = build(settings)
    async with LifespanManager(app):
        yield app


class Browser:
    """A browser behind the gateway: keeps its cookie, which is swapped for a token on every call."""

    def __init__(self, app: FastAPI, address: str) -> None:
        self.address = address
        self.cookie: str | None = None
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app, client=("10.0.0.1", 1)), base_url="http://t")

    async def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> httpx.Response:
        sent = {"x-forwarded-for": f"6.6.6.6, {self.address}", **await self.swap(path)}
        if self.cookie:
            sent["cookie"] = f"other=1; __Host-sid={self.cookie}"
        answer = await self.http.request(method, API + path, json=json, headers=sent | headers)
        self.keep(answer)
        return answer

    async def swap(self, path: str = "/") -> dict[str, str]:
        """What the gateway's session check adds to a call."""
        if not self.cookie:
            return {}
        cookie = {"cookie": f"__Host-sid={self.cookie}"}
        checked = await self.http.get(f"/internal/session-check{API}{path}", headers=cookie)
        assert checked.status_code == 200
        return {"authorization": checked.headers["authorization"]} if "authorization" in checked.headers else {}

    def keep(self, answer: httpx.Response) -> None:
        for header in answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            assert name == "__Host-sid"
            self.cookie = value.strip('"') or None

    async def register(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return await self("POST", "/auth/register", {"email": email, "password": password, "accept_license": True})

    async def login(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return await self("POST", "/auth/login", {"email": email, "password": password})

    async def me(self) -> dict[str, Any]:
        answer = await self("GET", "/me")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@pytest.fixture
def new_email() -> Callable[[], str]:
    return lambda: f"user{next(_serial)}-{secrets.token_hex(3)}@romashka.test"


@pytest.fixture
async def open_browser(app: FastAPI) -> AsyncIterator[Callable[..., Browser]]:
    """Each browser has an address of its own, unless one is given."""
    opened: list[Browser] = []

    def open_one(address: str | None = None) -> Browser:
        number = next(_serial)
        opened.append(Browser(app, address or f"10.{number // 250 % 250}.{number % 250}.7"))
        return opened[-1]

    yield open_one
    for browser in opened:
        await browser.http.aclose()


@pytest.fixture
def events_of(app: FastAPI) -> Callable[..., Awaitable[list[Any]]]:
    """The published events that name an address, optionally of one class."""

    async def read(email: str, kind: type | None = None) -> list[Any]:
        async with app.state.database.session() as session:
            found = [event for event in await published(session) if email in event.model_dump(mode="json").values()]
        return [event for event in found if kind is None or type(event) is kind]

    return read


@pytest.fixture
def token_for(settings: Settings) -> Callable[..., str]:
    """The token that the notifier would put into a letter."""
    signer = LinkSigner(settings.link_keys)
    return lambda purpose, grant: signer.token(purpose, grant.link_id)


@pytest.fixture
def confirm(events_of: Any, token_for: Any, open_browser: Any) -> Callable[[str], Awaitable[httpx.Response]]:
    """Follow the newest confirmation letter of an address, in a browser of its own."""

    async def follow(email: str) -> httpx.Response:
        grants = [event.confirmation for event in await events_of(email) if getattr(event, "confirmation", None)]
        token = token_for("confirm-email", grants[-1])
        answer: httpx.Response = await open_browser()("POST", "/auth/confirm-email", {"token": token})
        return answer

    return follow


@pytest.fixture
def create_user(open_browser: Any, new_email: Any, confirm: Any) -> Callable[..., Awaitable[tuple[Browser, str]]]:
    """A confirmed user with a profile, signed in."""

    async def create() -> tuple[Browser, str]:
        browser, email = open_browser(), new_email()
        assert (await browser.register(email)).status_code == 202
        assert (await confirm(email)).status_code == 204
        assert (await browser("PUT", "/me/profile", PROFILE)).status_code == 200
        return browser, email

    return create


@pytest.fixture
def sql(app: FastAPI) -> Callable[..., Awaitable[list[Any]]]:
    """Run a statement in identity's database: time is moved here, not waited for."""

    async def run(statement: str, **values: Any) -> list[Any]:
        async with app.state.database.session() as session:
            result = await session.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    return run
