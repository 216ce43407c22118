"""Personal access tokens: told once, good for what they say and until revoked."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from events.schemas.identity import AccessTokenCreated
from fastapi import FastAPI
from identity.storage.session_lookup import SessionLookup
from joserfc import jwt
from joserfc.jwk import KeySet

API = "/api/identity/v1"
SCOPES = ["readings:read", "contracts:read"]
Swap = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def swap(app: FastAPI) -> Any:
    """What the gateway asks when somebody comes with a token."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:

        async def ask(token: str, **headers: str) -> httpx.Response:
            sent = {"authorization": f"Bearer {token}", "x-forwarded-for": "203.0.113.9", **headers}
            return await client.get("/internal/session-check/gateway", headers=sent)

        yield ask


async def create(browser: Any, **body: Any) -> dict[str, Any]:
    answer = await browser("POST", "/me/tokens", {"name": "1С:Предприятие", "scopes": SCOPES, **body})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def test_a_token_is_told_once_and_kept_by_its_digest(create_user: Any, sql: Any, events_of: Any) -> None:
    browser, email = await create_user()
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()

    created = await create(browser, expires_at=until)

    token = created.pop("token")
    assert token.startswith("cab_pat_")
    assert len(token) >= 51
    assert (created["name"], created["scopes"]) == ("1С:Предприятие", sorted(SCOPES))
    assert created["prefix"] == token[:12]
    listed = await browser("GET", "/me/tokens")
    assert listed.json()["items"] == [created]
    assert token not in listed.text
    assert token not in str(await sql("SELECT t::text FROM access_tokens t"))
    [event] = await events_of(email, AccessTokenCreated)
    assert token not in event.model_dump_json()
    assert event.name == "1С:Предприятие"


async def test_without_an_end_it_ends_after_a_year(create_user: Any) -> None:
    created = await create((await create_user())[0])

    ends = datetime.fromisoformat(created["expires_at"])
    assert timedelta(days=364) < ends - datetime.now(UTC) < timedelta(days=366)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["registry:write"]}, "/scopes/0"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
    ],
)
async def test_what_makes_no_sense_is_refused(create_user: Any, change: dict[str, Any], pointer: str) -> None:
    browser, _ = await create_user()

    answer = await browser("POST", "/me/tokens", {"name": "1С", "scopes": SCOPES, **change})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_token_speaks_for_its_owner_within_its_scopes(create_user: Any, swap: Swap, app: FastAPI) -> None:
    browser, email = await create_user()
    created = await create(browser)

    answer = await swap(created["token"], cookie=f"__Host-sid={browser.cookie}")

    published = KeySet.import_key_set(await app.state.tools.mint.jwks())
    claims = jwt.decode(answer.headers["authorization"].removeprefix("Bearer "), published, algorithms=["ES256"]).claims
    assert (claims["kind"], claims["email"], claims["pat"]) == ("user", email, created["id"])
    assert set(claims["scope"].split()) == set(SCOPES)
    assert claims["roles"] == []
    assert "sid" not in claims
    assert claims["exp"] - claims["iat"] <= 60


async def test_its_last_use_is_noted_with_the_address(create_user: Any, swap: Swap) -> None:
    browser, _ = await create_user()
    created = await create(browser)
    assert created["last_used_at"] is None

    await swap(created["token"])

    [listed] = (await browser("GET", "/me/tokens")).json()["items"]
    assert listed["last_used_address"] == "203.0.113.9"
    assert datetime.now(UTC) - datetime.fromisoformat(listed["last_used_at"]) < timedelta(minutes=1)


async def test_revoked_expired_locked_or_unknown_it_is_nobody_at_once(create_user: Any, swap: Swap, sql: Any) -> None:
    browser, email = await create_user()
    revoked, expired, locked = [await create(browser) for _ in range(3)]
    for created in (revoked, expired, locked):
        assert "authorization" in (await swap(created["token"])).headers

    assert (await browser("DELETE", f"/me/tokens/{revoked['id']}")).status_code == 204
    await sql("UPDATE access_tokens SET expires_at = now() WHERE id = :id", id=expired["id"])
    await sql("UPDATE users SET locked_at = now() WHERE email = :e", e=email)

    for token in (revoked["token"], expired["token"], locked["token"], "cab_pat_", "cab_pat_unknown"):
        answer = await swap(token, cookie=f"__Host-sid={browser.cookie}")
        assert answer.status_code == 200
        assert "authorization" not in answer.headers  # nor is the cookie looked at


async def test_no_token_opens_the_owners_own_pages(create_user: Any, swap: Swap) -> None:
    browser, _ = await create_user()
    token = (await create(browser))["token"]
    browser.cookie = None
    swapped = (await swap(token)).headers["authorization"]

    calls = [("GET", "/me"), ("PUT", "/me/profile"), ("DELETE", "/me"), ("GET", "/me/sessions"), ("GET", "/me/tokens")]
    calls += [("POST", "/me/tokens"), ("POST", "/me/totp"), ("POST", "/auth/logout-all"), ("GET", "/ops/parked")]
    for method, path in calls:
        answer = await browser(method, path, {} if method != "GET" else None, authorization=swapped)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


async def test_a_token_of_somebody_else_is_not_found(create_user: Any) -> None:
    mine, _ = await create_user()
    theirs, _ = await create_user()
    created = await create(theirs)

    assert (await mine("DELETE", f"/me/tokens/{created['id']}")).status_code == 404
    assert (await theirs("DELETE", f"/me/tokens/{created['id']}")).status_code == 204
    assert (await theirs("DELETE", f"/me/tokens/{created['id']}")).status_code == 404


async def test_there_are_twenty_at_most(create_user: Any, sql: Any) -> None:
    browser, _ = await create_user()
    await create(browser)
    copy = "SELECT gen_random_uuid(), user_id, sha256(n::text::bytea), name, prefix, scopes, created_at, expires_at"
    await sql(
        "INSERT INTO access_tokens (id, user_id, token_sha256, name, prefix, scopes, created_at, expires_at) "
        f"{copy} FROM access_tokens, generate_series(1, 19) n WHERE user_id = :u",
        u=(await browser.me())["id"],
    )

    answer = await browser("POST", "/me/tokens", {"name": "1С", "scopes": SCOPES})

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


async def test_the_check_of_a_token_is_one_indexed_select(database_url: str) -> None:
    lookup = SessionLookup(database_url, size=1)
    statements: list[str] = []
    try:
        await lookup.find_token(b"x", now=datetime.now(UTC))  # prepares it
        connection = lookup._pool._holders[0]._con
        connection.add_query_logger(lambda record: statements.append(record.query))
        await lookup.find_token(b"x", now=datetime.now(UTC))
        [statement] = statements
        await connection.execute("SET enable_seqscan = off")  # a table of a test is too small for an index to pay
        where = statement.replace("$1", "'x'::bytea").replace("$2", "now()")
        plan = str(await connection.fetch(f"EXPLAIN {where}"))
    finally:
        await lookup.close()

    assert "uq_access_tokens_token_sha256" in plan
    assert "Seq Scan" not in plan
