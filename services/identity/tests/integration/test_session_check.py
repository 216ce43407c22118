"""The gateway's question: one SELECT, a token for a minute, and nothing for whoever is not signed in."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from chassis.testing import Issuer
from fastapi import FastAPI
from identity.api.session_check import SessionCheckRoute
from identity.settings import Settings
from identity.storage import session_lookup
from identity.storage.session_lookup import SessionLookup
from joserfc import jwt
from joserfc.jwk import KeySet

CHECK = "/internal/session-check/api/contracts/v1/contracts?limit=5"
API = "/api/identity/v1"


@pytest.fixture
async def http(app: FastAPI) -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        yield client


async def test_a_session_becomes_a_token_of_at_most_a_minute(create_user: Any, http: Any) -> None:
    browser, email = await create_user()
    me = await browser.me()

    answer = await http.get(CHECK, headers={"cookie": f"a=b; __Host-sid={browser.cookie}; c=d"})

    assert (answer.status_code, answer.content) == (200, b"")
    scheme, _, token = answer.headers["authorization"].partition(" ")
    published = KeySet.import_key_set((await http.get(f"{API}/.well-known/jwks.json")).json())
    decoded = jwt.decode(token, published, algorithms=["ES256"])
    claims = decoded.claims
    assert (scheme, decoded.header["alg"]) == ("Bearer", "ES256")
    assert 0 < claims["exp"] - claims["iat"] <= 60
    assert claims["exp"] > time.time() + 25
    expected = {
        "iss": "cabinet",
        "aud": "cabinet",
        "sub": me["id"],
        "kind": "user",
        "scope": "",
        "roles": [],
        "email": email,
        "name": "Иванова Анна Петровна",
        "email_confirmed": True,
        "profile_complete": True,
    }
    assert {name: claims[name] for name in expected} == expected
    assert claims["sid"]


async def test_a_token_is_reused_until_something_changes(create_user: Any, http: Any) -> None:
    browser, _ = await create_user()

    first, second = await browser.swap(), await browser.swap()
    await browser("PUT", "/me/profile", {"surname": "Новая", "given_name": "Анна", "phone": "+79210001122"})
    third = await browser.swap()

    assert first == second
    assert third != first


@pytest.mark.parametrize(
    "cookie", ["", "__Host-sid=", "__Host-sid=garbage", "sid=x", "__Host-sid=" + "я" * 10, ";;;=;"]
)
async def test_whoever_is_not_signed_in_passes_without_a_token(http: Any, cookie: str) -> None:
    answer = await http.get(CHECK, headers={"cookie": cookie.encode()})

    assert answer.status_code == 200
    assert "authorization" not in answer.headers


async def test_a_session_ends_when_idle_and_in_any_case(create_user: Any, sql: Any, settings: Settings) -> None:
    idle, old = (await create_user())[0], (await create_user())[0]
    seen = datetime.now(UTC) - settings.session_idle - timedelta(seconds=1)
    await sql("UPDATE sessions SET last_seen_at = :t WHERE user_id = :u", t=seen, u=(await idle.me())["id"])
    await sql("UPDATE sessions SET expires_at = now() WHERE user_id = :u", u=(await old.me())["id"])

    assert await idle.swap() == {}
    assert await old.swap() == {}
    assert (await idle("GET", "/me")).status_code == 401


async def test_last_seen_is_noted_at_most_once_a_minute(create_user: Any, sql: Any) -> None:
    browser, _ = await create_user()
    user_id = (await browser.me())["id"]
    written = "SELECT xmin::text, last_seen_at FROM sessions WHERE user_id = :u"
    before = await sql(written, u=user_id)
    await browser.swap()
    assert await sql(written, u=user_id) == before

    await sql("UPDATE sessions SET last_seen_at = now() - interval '61 seconds' WHERE user_id = :u", u=user_id)
    await browser.swap()

    [(_, seen)] = await sql(written, u=user_id)
    assert datetime.now(UTC) - seen < timedelta(seconds=10)


async def test_the_check_is_one_indexed_select(database_url: str) -> None:
    lookup = SessionLookup(database_url, size=1)
    statements: list[str] = []
    try:
        await lookup.find(b"x", now=datetime.now(UTC), idle=timedelta(hours=1))  # prepares it
        connection = lookup._pool._holders[0]._con
        connection.add_query_logger(lambda record: statements.append(record.query))
        await lookup.find(b"x", now=datetime.now(UTC), idle=timedelta(hours=1))
        [statement] = statements
        where = statement.replace("$1", "'x'::bytea").replace("$2", "now()").replace("$3", "now()")
        await connection.execute("SET enable_seqscan = off")  # a table of a test is too small for an index to pay
        plan = str(await connection.fetch(f"EXPLAIN {where}"))
    finally:
        await lookup.close()

    assert "uq_sessions_token_sha256" in plan
    assert "Seq Scan" not in plan


async def test_a_crowd_at_the_check_does_not_wait_for_ever(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_lookup, "_TIMEOUT", 0.2)
    lookup = SessionLookup(database_url, size=1)
    try:
        await lookup.find(b"x", now=datetime.now(UTC), idle=timedelta(hours=1))
        async with lookup._pool.acquire():
            with pytest.raises(TimeoutError):
                await lookup.find(b"x", now=datetime.now(UTC), idle=timedelta(hours=1))
    finally:
        await lookup.close()


async def test_a_database_that_is_away_lets_nobody_pass(app: FastAPI, settings: Settings) -> None:
    class Away:
        async def check(self, _token: str) -> None:
            raise ConnectionRefusedError

    route = SessionCheckRoute(app, Away())  # type: ignore[arg-type] # only what is asked of it
    async with httpx.AsyncClient(transport=httpx.ASGITransport(route), base_url="http://t") as client:
        answer = await client.get(CHECK, headers={"cookie": "__Host-sid=x"})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


async def test_tokens_that_we_did_not_sign_for_ourselves_are_nobody(create_user: Any, http: Any) -> None:
    browser, _ = await create_user()
    user_id = (await browser.me())["id"]
    good = (await browser.swap())["authorization"].removeprefix("Bearer ")
    head, body, signature = good.split(".")
    other, now = Issuer(), int(time.time())
    forged = [
        other.token(sub=user_id),
        other.token(sub=user_id, aud="somebody-else"),
        other.token(sub=user_id, exp=now - 60),
        "eyJhbGciOiJub25lIn0." + body + ".",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body[:-2]}.{signature}",
        "x.y.z", "", "Bearer",
    ]  # fmt: skip

    for token in forged:
        answer = await http.get(f"{API}/me", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401, token
    assert (await http.get(f"{API}/me", headers={"authorization": f"Bearer {good}"})).status_code == 200


async def test_our_key_for_another_audience_or_time_is_nobody(app: FastAPI, create_user: Any, http: Any) -> None:
    browser, _ = await create_user()
    claims = {"sub": (await browser.me())["id"], "kind": "user"}
    signer = next(iter(app.state.tools.mint._signers.values()))
    now = int(time.time())
    good = {"iss": "cabinet", "aud": "cabinet", "iat": now, "exp": now + 60, **claims}

    changes: list[dict[str, Any]] = [
        {},
        {"aud": "shop"},
        {"iss": "shop"},
        {"exp": now - 30},
        {"exp": None},
        {"kind": "god"},
    ]
    answers = [
        await http.get(f"{API}/me", headers={"authorization": f"Bearer {signer.sign(good | change)}"})
        for change in changes
    ]

    assert [answer.status_code for answer in answers] == [200, 401, 401, 401, 401, 401]


async def test_links_never_come_from_the_host_header(http: Any, new_email: Any, events_of: Any) -> None:
    email = new_email()
    body = {"email": email, "password": "сорок две чашки чая", "accept_license": True}

    await http.post(f"{API}/auth/register", json=body, headers={"host": "evil.test", "x-forwarded-host": "evil.test"})

    [event] = await events_of(email)
    assert "evil" not in event.model_dump_json()
