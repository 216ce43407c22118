"""Only the issuer's ES256 tokens, for us, in their time, are believed."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from typing import Any
from uuid import uuid4

import httpx
import pytest
from chassis import auth
from chassis.auth import KeySet, Principal, VerifiedTokens, fetch_json, verify
from chassis.errors import Unauthenticated, Unavailable
from chassis.testing import Issuer
from joserfc import jwt
from joserfc.jwk import OctKey

WHO = "/api/example/v1/who"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
    return ".".join([*parts, ""])


def claims_of(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": "cabinet", "aud": "cabinet", "iat": now, "exp": now + 60, "sub": str(uuid4()), "kind": "user"}
    return usual | changes


async def test_good_token_is_a_principal(client: httpx.AsyncClient, issuer: Issuer) -> None:
    answer = await client.get(WHO, headers=issuer.user("some-user"))
    assert answer.json() == {"subject": "some-user"}


async def test_every_claim_reaches_the_principal(issuer: Issuer) -> None:
    token = issuer.token(
        sub="u", kind="user", scope="a b", roles=["operator"], email="e@e.ru", name="N", email_confirmed=True,
        profile_complete=True, sid="s", pat="p", second_factor=True,
    )  # fmt: skip
    principal = await verify(token, KeySet("", issuer.fetch))
    assert principal == auth.Principal(
        "user", "u", frozenset({"a", "b"}), frozenset({"operator"}), "e@e.ru", "N", True, True, "s", "p", True
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 600},
        {"exp": None},
        {"aud": "elsewhere"},
        {"iss": "somebody"},
        {"kind": "ghost"},
        {"kind": None},
        {"sub": 7},
        {"nbf": int(time.time()) + 600},
        {"scope": ["not", "text"]},
    ],
)
async def test_wrong_claims_are_401(client: httpx.AsyncClient, issuer: Issuer, changes: dict[str, Any]) -> None:
    answer = await client.get(WHO, headers=bearer(issuer.token(**changes)))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_few_seconds_of_leeway(issuer: Issuer) -> None:
    keys = KeySet("", issuer.fetch)
    await verify(issuer.token(exp=int(time.time()) - 1), keys)
    with pytest.raises(Unauthenticated):
        await verify(issuer.token(exp=int(time.time()) - 10), keys)


async def test_another_algorithm_or_key_is_401(client: httpx.AsyncClient, issuer: Issuer) -> None:
    kid = issuer.key.kid
    public = json.dumps(issuer.key.as_dict(private=False)).encode()
    hs256 = jwt.encode({"alg": "HS256", "kid": kid}, claims_of(), OctKey.import_key(public))
    other = Issuer()
    same_kid = jwt.encode({"alg": "ES256", "kid": kid}, claims_of(), other.key)
    for token in (
        unsigned({"alg": "none", "kid": kid}, claims_of()),
        unsigned({"alg": "none"}, claims_of()),
        unsigned({"alg": "ES256", "kid": kid}, claims_of()),
        unsigned({"alg": "ES256", "kid": ["x"]}, claims_of()),
        hs256,
        other.token(),
        same_kid,
        "garbage",
        "a.b.c",
        "é.é.é",
        "",
    ):
        answer = await client.get(WHO, headers={b"Authorization": f"Bearer {token}".encode()})
        assert answer.status_code == 401, token


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "token"])
async def test_other_schemes_are_401(client: httpx.AsyncClient, header: str) -> None:
    assert (await client.get(WHO, headers={"Authorization": header})).status_code == 401


@pytest.mark.parametrize(
    ("path", "caller", "status", "code"),
    [
        ("who", "nobody", 401, "unauthenticated"),
        ("who", "system", 403, "forbidden"),
        ("ready", "unconfirmed", 403, "email_not_confirmed"),
        ("ready", "faceless", 403, "profile_incomplete"),
        ("ready", "nobody", 401, "unauthenticated"),
        ("ready", "user", 200, None),
        ("system", "nobody", 401, "unauthenticated"),
        ("system", "user", 403, "forbidden"),
        ("system", "other_system", 403, "forbidden"),
        ("system", "system", 200, None),
        ("operator", "user", 403, "forbidden"),
        ("operator", "system", 403, "forbidden"),
        ("operator", "operator", 200, None),
    ],
)
async def test_who_may_what(
    client: httpx.AsyncClient, issuer: Issuer, path: str, caller: str, status: int, code: str | None
) -> None:
    callers = {
        "nobody": {},
        "user": issuer.user(),
        "unconfirmed": issuer.user(email_confirmed=False, profile_complete=False),
        "faceless": issuer.user(profile_complete=False),
        "operator": issuer.operator(),
        "system": issuer.system("registry:write"),
        "other_system": issuer.system("billing:write"),
    }
    answer = await client.get(f"/api/example/v1/{path}", headers=callers[caller])
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code


async def test_keys_are_cached_and_fetched_again_for_an_unknown_one_at_most_every_5_s() -> None:
    issuer, newer, fetched = Issuer(), Issuer(), 0
    now = 1000.0

    async def fetch(_url: str) -> dict[str, Any]:
        nonlocal fetched
        fetched += 1
        return {"keys": [issuer.key.as_dict(private=False)] + ([newer.key.as_dict(private=False)] * (fetched > 1))}

    keys = KeySet("", fetch, clock=lambda: now)
    for _ in range(3):
        await verify(issuer.token(), keys)
    with pytest.raises(Unauthenticated):
        await verify(newer.token(), keys)
    assert fetched == 1
    now += 5
    await verify(newer.token(), keys)
    assert fetched == 2


async def test_keys_are_kept_when_the_issuer_is_away() -> None:
    issuer, away = Issuer(), False
    now = 1000.0

    async def fetch(url: str) -> dict[str, Any]:
        if away:
            raise ConnectionRefusedError
        return await issuer.fetch(url)

    keys = KeySet("", fetch, clock=lambda: now)
    await verify(issuer.token(), keys)
    away, now = True, now + 60
    with pytest.raises(Unauthenticated):
        await verify(Issuer().token(), keys)
    await verify(issuer.token(), keys)


async def test_a_remembered_token_is_refused_once_it_expires(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, now = KeySet("", issuer.fetch), time.time()
    token = issuer.token(exp=int(now) + 60)
    assert await verify(token, keys) == await verify(token, keys)
    monkeypatch.setattr(time, "time", lambda: now + 59)
    await verify(token, keys)
    monkeypatch.setattr(time, "time", lambda: now + 70)
    with pytest.raises(Unauthenticated):
        await verify(token, keys)


async def test_a_remembered_token_is_refused_once_its_key_is_not_published() -> None:
    issuer, newer, now = Issuer(), Issuer(), 1000.0
    published = [issuer]

    async def fetch(_url: str) -> dict[str, Any]:
        return {"keys": [one.key.as_dict(private=False) for one in published]}

    keys = KeySet("", fetch, clock=lambda: now)
    token = issuer.token()
    await verify(token, keys)
    published[:], now = [newer], now + 60
    await verify(newer.token(), keys)
    with pytest.raises(Unauthenticated):
        await verify(token, keys)


async def test_a_changed_signature_is_not_a_remembered_token(issuer: Issuer) -> None:
    keys, token = KeySet("", issuer.fetch), issuer.token()
    await verify(token, keys)
    head, claims, signature = token.split(".")
    with pytest.raises(Unauthenticated):
        await verify(f"{head}.{claims}.{'A' * len(signature)}", keys)


def test_only_so_many_tokens_are_remembered() -> None:
    verified, somebody = VerifiedTokens(size=2), Principal("user", "u")
    for token in ("first", "second", "third"):
        verified.add(token, 100, somebody)
    assert [verified.get(token, 50) for token in ("first", "second", "third")] == [None, somebody, somebody]
    assert verified.get("third", 100) is None


async def test_issuer_never_reached_is_503_not_401(issuer: Issuer) -> None:
    with pytest.raises(Unavailable):
        await verify(issuer.token(), KeySet("http://127.0.0.1:1/jwks.json"))


async def test_fetches_over_http() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.0 200 OK\r\n\r\n{"keys": []}')
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await fetch_json(f"http://127.0.0.1:{port}/jwks.json") == {"keys": []}
