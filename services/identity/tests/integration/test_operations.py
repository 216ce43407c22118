"""What whoever runs the system does and what time does: commands, housekeeping, migrations."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.database import Database
from chassis.migrate import run_migrations
from events.schemas.identity import UserClosed
from fastapi import FastAPI
from identity import cli
from identity.settings import DEVELOPMENT_KEY, Settings
from identity.storage import credential_models, operator_actions  # noqa: F401 - tables that are compared
from identity.storage.models import Base
from identity.worker import keep_house
from localrun.testing import RunningPostgres
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

SERVICE = Path(__file__).parents[2]


async def test_users_who_never_confirmed_end_after_a_week(
    app: FastAPI, settings: Settings, open_browser: Any, new_email: Any, create_user: Any, events_of: Any, sql: Any
) -> None:
    late, fresh, email = open_browser(), open_browser(), new_email()
    await late.register(email)
    await fresh.register(new_email())
    confirmed, confirmed_email = await create_user()
    user_id = (await late.me())["id"]
    await sql(
        "UPDATE users SET created_at = now() - interval '8 days' WHERE email IN (:a, :b)", a=email, b=confirmed_email
    )

    await keep_house(app.state.database, settings)

    assert [(await browser("GET", "/me")).status_code for browser in (late, fresh, confirmed)] == [401, 200, 200]
    [closed] = await events_of(user_id, UserClosed)
    assert closed.reason == "unconfirmed"


async def test_what_has_run_out_is_forgotten(app: FastAPI, settings: Settings, create_user: Any, sql: Any) -> None:
    browser, email = await create_user()
    await browser.login(email, "не тот пароль")
    user_id = (await browser.me())["id"]
    await sql("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = :u", u=user_id)
    await sql("UPDATE links SET expires_at = now() - interval '31 days' WHERE user_id = :u", u=user_id)
    await sql("UPDATE throttles SET last_at = now() - interval '3 days'")

    await keep_house(app.state.database, settings)

    for table in ("sessions", "links"):
        assert await sql(f"SELECT 1 FROM {table} WHERE user_id = :u", u=user_id) == []
    assert await sql("SELECT 1 FROM throttles") == []


async def test_an_operator_signs_in_and_is_one(database_url: str, open_browser: Any) -> None:
    arguments = ["create-operator", "--email", "Operator@Cabinet.test", "--password", "пароль оператора 1"]

    assert await _command(database_url, *arguments) == (0, "operator created\n")
    browser = open_browser()
    assert (await browser.login("operator@cabinet.test", "пароль оператора 1")).status_code == 200
    assert await _command(database_url, *arguments) == (0, "operator is there\n")

    parked = await browser("GET", "/ops/parked")
    assert (parked.status_code, parked.json()["items"]) == (200, [])  # and the second command ended no session


async def test_a_person_is_no_operator(create_user: Any) -> None:
    browser, _ = await create_user()

    assert (await browser("GET", "/ops/parked")).status_code == 403


@pytest.fixture
def command(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    monkeypatch.setenv("IDENTITY_DATABASE_URL", database_url)

    def run(*arguments: str) -> str:
        cli.main(arguments)
        return capsys.readouterr().out.strip()

    return run


def test_commands_refuse_what_is_weak(command: Any) -> None:
    with pytest.raises(SystemExit, match="too common"):
        command("create-operator", "--email", "o@cabinet.test", "--password", "qwerty123")
    with pytest.raises(SystemExit, match="at least 32"):
        command("create-service-client", "--id", "x", "--scope", "a", "--secret", "short")


def test_a_drawn_secret_is_told_and_a_given_one_is_not(command: Any) -> None:
    drawn = command("create-service-client", "--id", "billing", "--scope", "billing:write")
    given = command("create-service-client", "--id", "billing", "--scope", "billing:write", "--secret", "g" * 32)

    assert len(drawn) >= 43
    assert given == "client saved"


def test_rotation_by_command_can_be_repeated(command: Any) -> None:
    command("rotate-keys")

    assert command("rotate-keys") == "nothing due"


def test_the_migrations_make_what_the_models_say_and_undo_it(postgres: RunningPostgres) -> None:
    url = str(postgres.create_database("identity_migrations"))
    alembic = [sys.executable, "-m", "alembic", "-c", str(SERVICE / "alembic.ini")]
    environment = {**os.environ, "IDENTITY_DATABASE_URL": url}
    subprocess.run([*alembic, "upgrade", "head"], env=environment, check=True, capture_output=True)
    subprocess.run([*alembic, "downgrade", "base"], env=environment, check=True, capture_output=True)
    run_migrations(url, SERVICE / "migrations")

    assert asyncio.run(_differences(url)) == []


def test_production_refuses_secrets_that_everybody_knows() -> None:
    set_up: dict[str, Any] = {
        "database_url": "x",
        "kafka_bootstrap_servers": "x",
        "public_url": "https://x",
        "jwks_url": "https://x",
    }
    own = "b" * 43 + "="

    weak: tuple[dict[str, Any], ...] = (
        {},
        {"link_keys": [own]},
        {"sealing_key": own},
        {"link_keys": [own, DEVELOPMENT_KEY], "sealing_key": own},
    )
    for keys in weak:
        with pytest.raises(ValidationError, match="must not have their development values"):
            Settings(environment="production", **set_up, **keys)
    Settings(environment="production", link_keys=(own,), sealing_key=own, **set_up)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_LINK_KEYS", json.dumps([DEVELOPMENT_KEY]))
    monkeypatch.setenv("IDENTITY_SESSION_IDLE", "PT2H")
    monkeypatch.setenv("IDENTITY_SEALING_KEY", "c2hvcnQ=")

    with pytest.raises(ValidationError, match="not 32 bytes"):
        Settings()
    monkeypatch.delenv("IDENTITY_SEALING_KEY")
    assert Settings().session_idle.total_seconds() == 7200
    assert DEVELOPMENT_KEY not in repr(Settings())


async def _command(database_url: str, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "IDENTITY_DATABASE_URL": database_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "identity.cli",
        *arguments,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def _differences(url: str) -> list[Any]:
    database = Database(Settings(database_url=url))
    own = set(Base.metadata.tables)

    def compare(connection: Any) -> list[Any]:
        options = {"include_object": lambda _o, name, kind, _r, _c: kind != "table" or name in own}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))

    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(compare)
    finally:
        await database.dispose()


async def test_no_two_confirmed_users_share_an_address_whatever_the_code_does(create_user: Any, sql: Any) -> None:
    _, first = await create_user()
    _, second = await create_user()

    with pytest.raises(DBAPIError, match="uq_users_confirmed_email"):
        await sql("UPDATE users SET email = :a WHERE email = :b", a=first, b=second)
