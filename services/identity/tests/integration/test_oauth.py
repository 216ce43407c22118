"""Tokens for internal systems, and the keys that verify all tokens."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from chassis.sealing import Sealer
from fastapi import FastAPI
from identity.settings import Settings
from identity.usecases.create_service_client import create_service_client
from identity.usecases.mint_token import TokenMint
from identity.usecases.rotate_signing_keys import rotate_signing_keys
from joserfc import jwt
from joserfc.jwk import KeySet

API = "/api/identity/v1"
TOKEN = f"{API}/oauth/token"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        yield client


@pytest.fixture
async def secret(app: FastAPI) -> str:
    async with app.state.database.session() as session:
        return await create_service_client(
            session, client_id="registry", scopes=["registry:write", "registry:read"], secret=None
        )


@pytest.mark.parametrize("place", ["basic", "form"])
async def test_a_system_gets_a_token_by_basic_or_form(http: httpx.AsyncClient, secret: str, place: str) -> None:
    if place == "basic":
        answer = await http.post(TOKEN, data=GRANT, auth=("registry", secret))
    else:
        answer = await http.post(TOKEN, data={**GRANT, "client_id": "registry", "client_secret": secret})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 600, "registry:read registry:write")
    claims = await _claims(http, body["access_token"])
    assert (claims["sub"], claims["kind"], claims["scope"]) == ("registry", "system", "registry:read registry:write")


async def test_scopes_can_be_fewer_but_not_more(http: httpx.AsyncClient, secret: str) -> None:
    fewer = await http.post(TOKEN, data={**GRANT, "scope": "registry:write"}, auth=("registry", secret))
    more = await http.post(TOKEN, data={**GRANT, "scope": "registry:write billing:write"}, auth=("registry", secret))

    assert fewer.json()["scope"] == "registry:write"
    assert (more.status_code, more.json()) == (400, {"error": "invalid_scope"})


async def test_refusals_have_the_words_of_the_rfc(http: httpx.AsyncClient, secret: str) -> None:
    async def ask(data: Any, status: int, error: str, **how: Any) -> None:
        answer = await http.post(TOKEN, data=data, **how)
        assert (answer.status_code, answer.json()) == (status, {"error": error})
        assert answer.headers["cache-control"] == "no-store"
        assert ("www-authenticate" in answer.headers) == (status == 401)

    good = ("registry", secret)
    both = {**GRANT, "client_id": "registry", "client_secret": secret}
    await ask(GRANT, 401, "invalid_client")
    await ask(GRANT, 401, "invalid_client", auth=("registry", "not the secret"))
    await ask(GRANT, 401, "invalid_client", auth=("nobody", secret))
    await ask(GRANT, 401, "invalid_client", headers={"authorization": "Basic ###"})
    await ask(GRANT, 401, "invalid_client", headers={"authorization": "Digest abc"})
    await ask(both, 400, "invalid_request", auth=good)
    await ask({"grant_type": "password"}, 400, "unsupported_grant_type", auth=good)
    await ask({"scope": "registry:write"}, 400, "invalid_request", auth=good)
    await ask({**GRANT, "scope": ["a", "b"]}, 400, "invalid_request", auth=good)
    answer = await http.post(TOKEN, json={**both, "scope": "x"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


async def test_a_system_is_no_person(http: httpx.AsyncClient, secret: str) -> None:
    token = (await http.post(TOKEN, data=GRANT, auth=("registry", secret))).json()["access_token"]

    answer = await http.get(f"{API}/me", headers={"authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_secrets_and_private_keys_are_not_legible_in_the_database(
    http: httpx.AsyncClient, secret: str, sql: Any
) -> None:
    await http.post(TOKEN, data=GRANT, auth=("registry", secret))

    assert secret not in str(await sql("SELECT c::text FROM service_clients c"))
    [key, *_] = await sql("SELECT public_jwk, sealed_private_key FROM signing_keys")
    assert "d" not in key.public_jwk
    assert b"\x06\x08*\x86H\xce=\x03\x01\x07" not in key.sealed_private_key  # the OID of P-256 stands in every such key


async def test_the_next_key_is_published_before_it_signs_and_the_last_one_after(
    settings: Settings, app: FastAPI, sql: Any
) -> None:
    database, sealer = app.state.database, Sealer(settings.sealing_keys)
    lifetime = settings.signing_key_lifetime

    async def rotate(*, force: bool = False) -> bool:
        async with database.session() as session:
            return await rotate_signing_keys(session, sealer, lifetime, force=force)

    async def state() -> tuple[str, set[str]]:
        mint = TokenMint(database, sealer, lifetime)
        token = await mint.mint({}, timedelta(minutes=1))
        kid = jwt.decode(token, await _published(mint)).header["kid"]
        return kid, {key["kid"] for key in (await mint.jwks())["keys"]}

    await rotate()
    first, published = await state()
    assert not await rotate()  # nothing is due: repeating it changes nothing
    assert await state() == (first, published)

    assert await rotate(force=True)
    signing, published = await state()
    assert signing == first
    assert len(published) == 2
    await sql("UPDATE signing_keys SET active_from = active_from - interval '20 minutes'")
    second, published = await state()
    assert second != first
    assert published == {first, second}

    await sql("UPDATE signing_keys SET active_from = active_from - interval '1 hour'")
    await rotate()
    assert await state() == (second, {second})
    app.state.tools.mint._read_at = float("-inf")  # the running app reads its keys again


async def test_keys_rotate_by_age(settings: Settings, app: FastAPI, sql: Any) -> None:
    async with app.state.database.session() as session:
        await rotate_signing_keys(session, Sealer(settings.sealing_keys), settings.signing_key_lifetime)
    [(newest,)] = await sql("SELECT max(active_from) FROM signing_keys")
    age = datetime.now(UTC) - newest

    async with app.state.database.session() as session:
        assert not await rotate_signing_keys(session, Sealer(settings.sealing_keys), age + timedelta(hours=1))
        assert await rotate_signing_keys(session, Sealer(settings.sealing_keys), age)


async def test_keys_may_be_cached_for_a_while(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/.well-known/jwks.json")

    assert answer.headers["cache-control"] == "public, max-age=300"
    for key in answer.json()["keys"]:
        assert set(key) == {"kty", "crv", "x", "y", "alg", "use", "kid"}
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")


async def _published(mint: TokenMint) -> KeySet:
    document: Any = await mint.jwks()
    return KeySet.import_key_set(document)


async def _claims(http: httpx.AsyncClient, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await http.get(f"{API}/.well-known/jwks.json")).json())
    claims: dict[str, Any] = jwt.decode(token, keys, algorithms=["ES256"]).claims
    return claims
