"""The same key and body give the stored answer; nothing is done twice."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from chassis.database import Database
from chassis.idempotency import IdempotencyPruner
from chassis.testing import Issuer
from fastapi import FastAPI

from .conftest import KEYS, Notes, make_settings

ONCE = "/api/example/v1/once"


def key(value: str, caller: dict[str, str] | None = None) -> dict[str, str]:
    return {"Idempotency-Key": value, **(caller or {})}


async def test_same_key_and_body_is_the_stored_answer(db_client: httpx.AsyncClient, notes: Notes) -> None:
    first = await db_client.post(ONCE, json={"text": "once", "count": 2}, headers=key("k1"))
    content = b'{"count": 2,   "text": "once"}'
    again = await db_client.post(ONCE, content=content, headers={**key("k1"), "Content-Type": "application/json"})
    assert (first.status_code, first.json()) == (201, {"text": "once", "count": 2})
    assert (again.status_code, again.content) == (201, first.content)
    assert await notes() == ["once"]


async def test_other_body_or_path_is_422(db_client: httpx.AsyncClient, notes: Notes) -> None:
    await db_client.post(ONCE, json={"text": "once"}, headers=key("k1"))
    for url, text in ((ONCE, "twice"), (f"{ONCE}?x=1", "once")):
        other = await db_client.post(url, json={"text": text}, headers=key("k1"))
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await notes() == ["once"]


async def test_still_running_is_409(db_client: httpx.AsyncClient, notes: Notes) -> None:
    posts = [db_client.post(ONCE, json={"text": "once"}, headers=key("k1")) for _ in range(4)]
    answers = await asyncio.gather(*posts)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"still_running"}
    assert await notes() == ["once"]


async def test_key_belongs_to_its_caller(db_client: httpx.AsyncClient, issuer: Issuer) -> None:
    mine, yours = issuer.user("a"), issuer.user("b")
    assert (await db_client.post(ONCE, json={"text": "mine"}, headers=key("k", mine))).status_code == 201
    assert (await db_client.post(ONCE, json={"text": "yours"}, headers=key("k", yours))).status_code == 201


async def test_failure_is_not_kept(db_client: httpx.AsyncClient, notes: Notes) -> None:
    await db_client.post("/api/example/v1/notes", json={"text": "taken"})
    refused = await db_client.post(ONCE, json={"text": "taken"}, headers=key("k1"))
    assert refused.status_code == 500  # the row is taken: a constraint nobody foresaw
    assert (await db_client.post(ONCE, json={"text": "free"}, headers=key("k1"))).status_code == 201


async def test_without_a_key_it_just_runs(db_client: httpx.AsyncClient) -> None:
    assert (await db_client.post(ONCE, json={"text": "one"})).status_code == 201


@pytest.mark.parametrize("bad", ["", "x" * 256])
async def test_strange_key_is_422(db_client: httpx.AsyncClient, bad: str) -> None:
    assert (await db_client.post(ONCE, json={"text": "one"}, headers=key(bad))).status_code == 422


async def test_old_answers_are_forgotten(db_client: httpx.AsyncClient, stored: FastAPI) -> None:
    await db_client.post(ONCE, json={"text": "once"}, headers=key("k1"))
    database = stored.state.database
    assert await IdempotencyPruner(database, KEYS).prune() == 0
    assert await IdempotencyPruner(database, KEYS, keep=timedelta(0)).prune() == 1


async def test_pruner_outlives_a_database_that_is_away() -> None:
    stop = asyncio.Event()
    pruner = IdempotencyPruner(Database(make_settings()), KEYS)
    task = asyncio.create_task(pruner.run(stop))
    done, _ = await asyncio.wait([task], timeout=0.5)
    assert not done
    stop.set()
    await asyncio.wait_for(task, 5)


async def test_pruner_stops_when_asked(stored: FastAPI) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(IdempotencyPruner(stored.state.database, KEYS).run(stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(task, 5)
