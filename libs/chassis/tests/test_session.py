"""One transaction per request, committed before the answer leaves, rolled back on any error."""

from typing import Any

import httpx
import pytest
from chassis.database import Database, SessionDep, declarative_base_with_conventions, is_away, sqlstate
from chassis.errors import Conflict
from chassis.settings import ServiceSettings
from fastapi import FastAPI
from localrun.testing import RunningPostgres
from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from .conftest import Notes

NOTES = "/api/example/v1/notes"


async def test_committed_before_the_answer_leaves(stored: FastAPI, notes: Notes) -> None:
    seen: list[list[str]] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            seen.append(await notes())

    body = b'{"text": "first"}'

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": NOTES, "headers": headers, "query_string": b""}
    await stored(scope, receive, send)
    assert seen == [["first"]]


@pytest.mark.parametrize("error", [RuntimeError("boom"), Conflict()])
async def test_rolled_back_on_any_error(
    stored: FastAPI, db_client: httpx.AsyncClient, notes: Notes, error: Exception
) -> None:
    @stored.post("/fails")
    async def fails(session: SessionDep) -> None:
        await session.execute(text("INSERT INTO notes VALUES ('gone')"))
        raise error

    answer = await db_client.post("/fails")
    assert answer.status_code in {500, 409}
    assert await notes() == []


async def test_problem_that_keeps_writes_commits(stored: FastAPI, db_client: httpx.AsyncClient, notes: Notes) -> None:
    class Counted(Conflict):
        """Counted."""

        keeps_writes = True

    @stored.post("/counted")
    async def counted(session: SessionDep) -> None:
        await session.execute(text("INSERT INTO notes VALUES ('kept')"))
        raise Counted

    assert (await db_client.post("/counted")).status_code == 409
    assert await notes() == ["kept"]


async def test_failing_commit_is_the_answer(stored: FastAPI, db_client: httpx.AsyncClient) -> None:
    async with stored.state.database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE IF EXISTS later"))
        await connection.execute(text("CREATE TABLE later (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))

    @stored.post("/late")
    async def late(session: SessionDep) -> dict[str, str]:
        await session.execute(text("INSERT INTO later VALUES (1), (1)"))
        return {"all": "well"}

    assert (await db_client.post("/late")).status_code == 500


async def test_lost_connection_is_503_and_the_next_request_is_served(
    stored: FastAPI, db_client: httpx.AsyncClient
) -> None:
    @stored.post("/dies")
    async def dies(session: SessionDep) -> None:
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert (await db_client.post("/dies")).status_code == 503
    assert (await db_client.post(NOTES, json={"text": "after"})).status_code == 201


async def test_restart_of_the_database_is_not_seen_once_it_is_back(
    postgres: RunningPostgres, db_client: httpx.AsyncClient
) -> None:
    assert (await db_client.post(NOTES, json={"text": "before"})).status_code == 201
    postgres.stop()
    assert (await db_client.post(NOTES, json={"text": "meanwhile"})).status_code == 503
    postgres.start()
    assert (await db_client.post(NOTES, json={"text": "after"})).status_code == 201


async def test_slow_statement_ends_as_503(database_url: str) -> None:
    database = Database(ServiceSettings(database_url=database_url, database_timeout_seconds=0.2))
    with pytest.raises(Exception, match="statement timeout") as caught:
        async with database.session() as session:
            await session.execute(text("SELECT pg_sleep(5)"))
    await database.dispose()
    assert sqlstate(caught.value) == "57014"
    assert is_away(caught.value)


def test_constraints_are_named() -> None:
    base = declarative_base_with_conventions()

    class Thing(base):  # type: ignore[misc, valid-type]
        __tablename__ = "things"
        id: Mapped[int] = mapped_column(primary_key=True)
        code: Mapped[str] = mapped_column(unique=True)

    names = {constraint.name for constraint in base.metadata.tables["things"].constraints}
    assert names == {"pk_things", "uq_things_code"}
