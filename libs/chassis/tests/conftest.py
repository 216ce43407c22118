"""A small service to try the chassis on, and a real database for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import httpx
import pytest
from chassis.app import create_app
from chassis.auth import CurrentUser, Principal, ReadyUser, require_operator, require_scope
from chassis.database import Database, SessionDep
from chassis.idempotency import Once, idempotency_table, idempotent
from chassis.settings import ServiceSettings
from chassis.testing import Issuer
from fastapi import APIRouter, Depends, FastAPI
from localrun.testing import RunningPostgres
from pydantic import BaseModel, Field
from sqlalchemy import MetaData, text

METADATA = MetaData()
KEYS = idempotency_table(METADATA)
Notes = Callable[[], Awaitable[list[str]]]


class Note(BaseModel):
    text: Annotated[str, Field(min_length=2, max_length=100)]
    count: int = 1


def example_router() -> APIRouter:
    router = APIRouter(prefix="/api/example/v1")
    nested = APIRouter(prefix="/nested")

    @router.post("/notes", status_code=201)
    async def add_note(body: Note, session: SessionDep) -> Note:
        await session.execute(text("INSERT INTO notes VALUES (:text)"), {"text": body.text})
        return body

    @router.post("/once")
    async def add_once(body: Note, session: SessionDep, once: Annotated[Once, Depends(idempotent(KEYS))]) -> Any:
        async def work() -> Note:
            await session.execute(text("INSERT INTO notes VALUES (:text)"), {"text": body.text})
            await session.execute(text("SELECT pg_sleep(0.3)"))
            return body

        return await once(201, work)

    @router.get("/who")
    async def who(user: CurrentUser) -> dict[str, str]:
        return {"subject": user.subject}

    @router.get("/ready")
    async def ready(user: ReadyUser) -> dict[str, str]:
        return {"subject": user.subject}

    @router.get("/system")
    async def system(caller: Annotated[Principal, Depends(require_scope("registry:write"))]) -> dict[str, str]:
        return {"subject": caller.subject}

    @router.get("/operator")
    async def operator(caller: Annotated[Principal, Depends(require_operator)]) -> dict[str, str]:
        return {"subject": caller.subject}

    @router.get("/boom")
    async def boom() -> None:
        raise RuntimeError("nobody foresaw ivanova@example.ru")

    @nested.get("/{number}")
    async def nested_one(number: int) -> dict[str, int]:
        return {"number": number}

    router.include_router(nested)
    return router


def make_settings(database_url: str = "postgresql+asyncpg://nobody@127.0.0.1:1/none") -> ServiceSettings:
    return ServiceSettings(database_url=database_url, max_body_bytes=100_000)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
def app(issuer: Issuer) -> FastAPI:
    """The example service with no database to be reached."""
    app = create_app(make_settings(), service="example", title="Example", routers=[example_router()])
    issuer.trust(app)
    return app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://example")


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@pytest.fixture(scope="session")
def database_url(postgres: RunningPostgres) -> str:
    return postgres.create_database("chassis")


@pytest.fixture
async def stored(database_url: str, issuer: Issuer) -> AsyncIterator[FastAPI]:
    """The example service with its tables, empty."""
    app = create_app(make_settings(database_url), service="example", title="Example", routers=[example_router()])
    issuer.trust(app)
    database: Database = app.state.database
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.execute(text("CREATE TABLE IF NOT EXISTS notes (text text PRIMARY KEY)"))
        await connection.execute(text("TRUNCATE notes, idempotency_keys"))
    yield app
    await database.dispose()


@pytest.fixture
async def db_client(stored: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(stored) as client:
        yield client


@pytest.fixture
def notes(stored: FastAPI) -> Notes:
    """What another transaction sees."""

    async def read() -> list[str]:
        async with stored.state.database.session() as session:
            return list((await session.scalars(text("SELECT text FROM notes ORDER BY text"))).all())

    return read
