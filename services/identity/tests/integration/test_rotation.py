"""Keys and secrets change while everybody goes on: two are good at once, then the old one is taken away."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from chassis.migrate import run_migrations
from chassis.sealing import Sealer
from fastapi import FastAPI
from identity.domain import totp
from identity.main import build
from identity.settings import Settings
from identity.storage.data_exports import DataExports
from identity.usecases.create_service_client import create_service_client
from identity.usecases.export_data import label_of
from identity.usecases.reseal_secrets import reseal_secrets
from identity.usecases.rotate_client_secret import retire_client_secret, rotate_client_secret
from localrun.testing import RunningPostgres

API = "/api/identity/v1"
OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
PASSWORD = "сорок две чашки чая"


async def signs_in(app: FastAPI, secret: str) -> bool:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as http:
        grant = {"grant_type": "client_credentials"}
        answer = await http.post(f"{API}/oauth/token", data=grant, auth=("rotated", secret))
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def test_two_secrets_of_a_client_are_good_until_the_first_is_retired(app: FastAPI, sql: Any) -> None:
    database = app.state.database
    async with database.session() as session:
        first = await create_service_client(session, client_id="rotated", scopes=["a"], secret=None)
    async with database.session() as session:
        second = await rotate_client_secret(session, client_id="rotated", secret=None, previous_for=timedelta(days=1))
    assert [await signs_in(app, secret) for secret in (first, second, "w" * 32)] == [True, True, False]

    async with database.session() as session:
        assert await retire_client_secret(session, client_id="rotated")
        assert not await retire_client_secret(session, client_id="rotated")
    assert [await signs_in(app, secret) for secret in (first, second)] == [False, True]

    async with database.session() as session:
        third = await rotate_client_secret(session, client_id="rotated", secret=None, previous_for=timedelta(days=1))
    await sql("UPDATE service_clients SET previous_until = now() WHERE id = 'rotated'")
    assert [await signs_in(app, secret) for secret in (second, third)] == [False, True]


async def test_saying_the_same_new_secret_twice_keeps_the_old_one_good(app: FastAPI) -> None:
    async with app.state.database.session() as session:
        first = await create_service_client(session, client_id="rotated", scopes=["a"], secret=None)
        for _ in range(2):
            await rotate_client_secret(session, client_id="rotated", secret="n" * 32, previous_for=timedelta(days=1))

    assert [await signs_in(app, secret) for secret in (first, "n" * 32)] == [True, True]


async def test_an_unknown_client_and_a_weak_secret_are_refused(app: FastAPI) -> None:
    async with app.state.database.session() as session:
        await create_service_client(session, client_id="rotated", scopes=["a"], secret=None)
        for client_id, secret, told in (("nobody", None, "no client"), ("rotated", "short", "at least 32")):
            with pytest.raises(ValueError, match=told):
                await rotate_client_secret(session, client_id=client_id, secret=secret, previous_for=timedelta(days=1))


@pytest.fixture
def url(postgres: RunningPostgres) -> str:
    """A database of its own: what is in the shared one was sealed with another key."""
    url = str(postgres.create_database("identity_sealing"))
    run_migrations(url, Path(__file__).parents[2] / "migrations")
    return url


async def test_the_sealing_key_changes_while_everybody_goes_on(url: str) -> None:
    """The runbook's steps: both open, the new one seals, everything is sealed anew, the old one goes."""
    steps = [(OLD, ()), (OLD, (NEW,)), (NEW, (OLD,)), (NEW, ())]
    cookie = secret = ""
    for number, (first, further) in enumerate(steps):
        settings = Settings(
            database_url=url, hash_memory_kib=64, hash_iterations=1, sealing_key=first, further_sealing_keys=further
        )
        app = build(settings)
        async with (
            LifespanManager(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://t{API}") as http,
        ):
            if not cookie:
                body = {"email": "anna@romashka.test", "password": PASSWORD, "accept_license": True}
                registered = await http.post("/auth/register", json=body)
                cookie = registered.headers["set-cookie"].partition(";")[0]
            checked = await http.get("http://t/internal/session-check/x", headers={"cookie": cookie})
            bearer = {"authorization": checked.headers["authorization"]}
            if not secret:
                offered = await http.post("/me/totp", json={"password": PASSWORD}, headers=bearer)
                secret = offered.json()["secret"]
                now = totp.step_at(datetime.now(UTC))
                code = {"code": totp.code_at(secret, now)}
                assert (await http.post("/me/totp:confirm", json=code, headers=bearer)).status_code == 200
                assert (await http.post("/me/data-export", headers=bearer)).status_code == 202
            async with app.state.database.session() as session:
                if number == 2:
                    assert await reseal_secrets(session, Sealer(settings.sealing_keys)) == 3
                [export] = await DataExports(session).open()
                sealer = Sealer(settings.sealing_keys)
                assert len(sealer.open(export.sealed_private_key or b"", label_of(export.id))) == 32
            assert (await http.get("/me", headers=bearer)).status_code == 200
            signing = {"email": "anna@romashka.test", "password": PASSWORD, "otp": "000000"}
            assert (await http.post("/auth/login", json=signing)).json()["code"] == "invalid_otp"  # it was opened


async def test_sealing_anew_stops_at_a_key_that_is_missing(app: FastAPI, create_user: Any) -> None:
    await create_user()
    with pytest.raises(ValueError, match="not sealed with any"):
        async with app.state.database.session() as session:
            await reseal_secrets(session, Sealer([NEW]))
