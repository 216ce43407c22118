"""Operators: users found with masked data, kept out and let in, and every act on record."""

import csv
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgi_lifespan import LifespanManager
from chassis.migrate import run_migrations
from events.schemas.identity import EmailConfirmationRequested, SecondFactorChanged
from fastapi import FastAPI
from identity.clients.password_hasher import PasswordHasher
from identity.domain import totp
from identity.main import build
from identity.settings import Settings
from identity.usecases.create_operator import create_operator
from localrun.testing import RunningPostgres

from .conftest import Browser

PASSWORD = "сорок две чашки чая"
WHY = {"reason": "обращение 17"}


@pytest.fixture
async def operator(app: FastAPI, settings: Settings, open_browser: Any, new_email: Any) -> Any:
    """An operator who has signed in."""
    email, browser = new_email(), open_browser()
    hasher = PasswordHasher(settings)
    async with app.state.database.session() as session:
        await create_operator(session, settings, hasher, email=email, password=PASSWORD)
    hasher.close()
    assert (await browser.login(email)).status_code == 200
    return browser


async def test_a_user_is_found_by_address_or_id_with_masked_data(operator: Any, create_user: Any) -> None:
    browser, email = await create_user()
    me = await browser.me()

    by_address = (await operator("GET", f"/ops/users?q={email.upper()}")).json()["items"]
    by_id = (await operator("GET", f"/ops/users?q={me['id']}")).json()["items"]

    assert by_address == by_id
    [found] = by_id
    assert (found["id"], found["email_confirmed"], found["sessions"]) == (me["id"], True, 1)
    assert (found["name"], found["phone"]) == ("И••• Анна П.", "+7•••69")
    assert found["email"] == f"u•••@{email.partition('@')[2]}"
    for unknown in ("nobody@romashka.test", str(uuid4()), "не адрес"):
        assert (await operator("GET", f"/ops/users?q={unknown}")).json()["items"] == []


async def test_a_locked_user_is_out_at_once_and_stays_out(operator: Any, create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    path = f"/ops/users/{(await browser.me())['id']}"

    assert (await operator("POST", f"{path}:lock", WHY)).status_code == 204
    assert (await browser("GET", "/me")).status_code == 401
    refused = await open_browser().login(email)
    wrong = await open_browser().login(email, "не тот пароль")
    assert (refused.status_code, refused.json()["code"]) == (403, "account_locked")
    assert wrong.json()["code"] == "invalid_credentials"  # who has not the password learns nothing
    assert (await operator("POST", f"{path}:unlock", WHY)).status_code == 204
    assert (await open_browser().login(email)).status_code == 200


async def test_sessions_are_ended_and_letters_sent_again(
    operator: Any, create_user: Any, open_browser: Any, new_email: Any, events_of: Any
) -> None:
    browser, _ = await create_user()
    guest, email = open_browser(), new_email()
    await guest.register(email)

    ended = await operator("POST", f"/ops/users/{(await browser.me())['id']}:end-sessions", WHY)
    sent = await operator("POST", f"/ops/users/{(await guest.me())['id']}:resend-confirmation", WHY)

    assert (ended.status_code, sent.status_code) == (204, 204)
    assert (await browser("GET", "/me")).status_code == 401
    assert len(await events_of(email, EmailConfirmationRequested)) == 1


async def test_who_has_lost_his_application_is_let_in_by_his_password_and_told(
    operator: Any, create_user: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email = await create_user()
    secret = (await browser("POST", "/me/totp", {"password": PASSWORD})).json()["secret"]
    code = totp.code_at(secret, totp.step_at(datetime.now(UTC)))
    codes = (await browser("POST", "/me/totp:confirm", {"code": code})).json()["recovery_codes"]
    path = f"/ops/users/{(await browser.me())['id']}:disconnect-totp"
    own = f"/ops/users/{(await operator.me())['id']}:disconnect-totp"

    before = await open_browser().login(email)
    done = await operator("POST", path, WHY)
    again = await operator("POST", path, WHY)

    assert (before.status_code, before.json()["code"]) == (401, "otp_required")
    assert done.status_code == 204
    assert (again.status_code, again.json()["code"]) == (409, "totp_not_enabled")
    assert (await operator("POST", own, WHY)).json()["code"] == "own_account"
    assert (await browser("GET", "/me")).status_code == 401
    assert (await open_browser().login(email)).status_code == 200
    told = await events_of(email, SecondFactorChanged)
    assert [event.change for event in told] == ["totp_enabled", "totp_disabled"]
    left = await open_browser()("POST", "/auth/login", {"email": email, "password": PASSWORD, "otp": codes[0]})
    assert left.status_code == 200  # there is no factor any more, a code of old is not asked for
    assert (await browser("POST", path, WHY)).status_code == 401


async def test_every_act_is_on_record_with_its_reason(operator: Any, create_user: Any, sql: Any) -> None:
    browser, _ = await create_user()
    user_id = (await browser.me())["id"]
    await operator("GET", f"/ops/users?q={user_id}")
    await operator("POST", f"/ops/users/{user_id}:lock", {"reason": "=1+1"})
    await operator("POST", f"/ops/users/{user_id}:unlock", WHY)

    page = (await operator("GET", f"/ops/audit?subject={user_id}&limit=2")).json()
    rest = (await operator("GET", f"/ops/audit?subject={user_id}&limit=2&cursor={page['next_cursor']}")).json()
    file = await operator("GET", f"/ops/audit?format=csv&subject={user_id}")

    items = page["items"] + rest["items"]
    assert [(item["action"], item["reason"]) for item in items] == [
        ("user.unlock", "обращение 17"),
        ("user.lock", "=1+1"),
        ("user.view", None),
    ]
    assert {(item["operator_id"], item["address"]) for item in items} == {
        ((await operator.me())["id"], operator.address)
    }
    assert rest["next_cursor"] is None
    rows = list(csv.DictReader(file.text.splitlines()))
    assert [row["reason"] for row in rows] == ["обращение 17", "'=1+1", ""]
    for statement in ("UPDATE operator_actions SET reason = ''", "DELETE FROM operator_actions"):
        with pytest.raises(Exception, match="append-only"):
            await sql(statement)


async def test_an_act_needs_a_reason_a_user_and_an_operator(operator: Any, create_user: Any) -> None:
    browser, _ = await create_user()
    user_id, own = (await browser.me())["id"], (await operator.me())["id"]

    assert (await operator("POST", f"/ops/users/{user_id}:lock", {})).status_code == 422
    assert (await operator("POST", f"/ops/users/{uuid4()}:lock", WHY)).status_code == 404
    assert (await operator("POST", f"/ops/users/{own}:lock", WHY)).json()["code"] == "own_account"
    for method, path, body in (
        ("GET", f"/ops/users?q={user_id}", None),
        ("POST", f"/ops/users/{user_id}:lock", WHY),
        ("GET", "/ops/audit", None),
    ):
        assert (await browser(method, path, body)).status_code == 403


@pytest.fixture
def deployed(postgres: RunningPostgres) -> Settings:
    """As in production, on a database of its own: its keys are no others'."""
    url = str(postgres.create_database("identity_production"))
    run_migrations(url, Path(__file__).parents[2] / "migrations")
    key = b64encode(b"p" * 32).decode()
    return Settings(
        environment="production",
        database_url=url,
        kafka_bootstrap_servers="x",
        public_url="https://lk.romashka.test",
        jwks_url="https://lk.romashka.test",
        link_keys=(key,),
        sealing_key=key,
        hash_memory_kib=64,
        hash_iterations=1,
    )


async def test_in_production_an_operator_uses_a_second_factor(deployed: Settings) -> None:
    app = build(deployed)
    async with LifespanManager(app):
        hasher = app.state.tools.hasher
        async with app.state.database.session() as session:
            await create_operator(session, deployed, hasher, email="ops@romashka.test", password=PASSWORD)
        laptop, phone = Browser(app, "10.0.0.2"), Browser(app, "10.0.0.3")
        await laptop.login("ops@romashka.test")
        await phone.login("ops@romashka.test")

        before = await laptop("GET", "/ops/audit")
        secret = (await laptop("POST", "/me/totp", {"password": PASSWORD})).json()["secret"]
        now = totp.step_at(datetime.now(UTC))
        await laptop("POST", "/me/totp:confirm", {"code": totp.code_at(secret, now - 1)})
        after, elsewhere = await laptop("GET", "/ops/audit"), await phone("GET", "/ops/audit")
        body = {"email": "ops@romashka.test", "password": PASSWORD, "otp": totp.code_at(secret, now)}
        await phone("POST", "/auth/login", body)
        proved = await phone("GET", "/ops/audit")
        await laptop("DELETE", "/me/totp", {"password": PASSWORD})
        without = await laptop("GET", "/ops/audit")
        await laptop.http.aclose()
        await phone.http.aclose()

    assert (before.status_code, before.json()["code"]) == (403, "second_factor_required")
    assert [answer.status_code for answer in (after, elsewhere, proved, without)] == [200, 403, 200, 403]
