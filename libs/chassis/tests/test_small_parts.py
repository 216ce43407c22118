"""Tokens of links, cursors, even time, settings, parked keys."""

import asyncio
import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.app import create_app
from chassis.errors import ValidationProblem
from chassis.even_time import even_time, evenly
from chassis.pagination import decode_cursor, encode_cursor, page_of
from chassis.process import every
from chassis.settings import ServiceSettings
from chassis.testing import Issuer
from chassis.tokens import LinkSigner
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from .conftest import client_of, make_settings

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(b"o" * 32).decode()


def test_both_holders_of_a_key_derive_the_same_token() -> None:
    link_id = uuid4()
    token = LinkSigner([KEY]).token("confirm-email", link_id)
    assert token == LinkSigner([bytes(range(32))]).token("confirm-email", link_id)
    assert LinkSigner([KEY]).verify("confirm-email", token) == link_id
    assert token.isascii()
    assert not set(token) & set(".=+/%?&# ")


def test_token_is_good_for_its_purpose_and_key_only() -> None:
    token = LinkSigner([KEY]).token("confirm-email", uuid4())
    assert LinkSigner([KEY]).verify("reset-password", token) is None
    assert LinkSigner([OTHER]).verify("confirm-email", token) is None


def test_old_key_still_verifies_after_rotation() -> None:
    link_id = uuid4()
    token = LinkSigner([OTHER]).token("bind-contract", link_id)
    rotated = LinkSigner([KEY, OTHER])
    assert rotated.verify("bind-contract", token) == link_id
    assert rotated.token("bind-contract", link_id) != token


@given(st.text() | st.text(alphabet="AZaz09-_=.", min_size=60, max_size=70))
def test_garbage_is_no_token(text: str) -> None:
    assert LinkSigner([KEY]).verify("confirm-email", text) is None


@given(st.integers(0, 63), st.sampled_from("ABab01-_"))
def test_changed_token_is_no_token(position: int, letter: str) -> None:
    token = LinkSigner([KEY]).token("p", UUID(int=7))
    changed = token[:position] + letter + token[position + 1 :]
    assert changed == token or LinkSigner([KEY]).verify("p", changed) is None


@pytest.mark.parametrize("keys", [[], [b"short"], ["c2hvcnQ="]])
def test_weak_keys_are_refused(keys: list[bytes | str]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LinkSigner(keys)


def test_cursor_goes_round() -> None:
    key = uuid4()
    assert decode_cursor(encode_cursor("2026-01-01", str(key)), str, UUID) == ("2026-01-01", key)
    assert decode_cursor(None, UUID) is None


@pytest.mark.parametrize("cursor", ["x", "é", "W10", encode_cursor("a", "b", "c"), encode_cursor("no-uuid", "x")])
def test_invented_cursor_is_422(cursor: str) -> None:
    with pytest.raises(ValidationProblem):
        decode_cursor(cursor, UUID, str)


def test_page_is_cut_from_one_row_more() -> None:
    items, cursor = page_of([1, 2, 3], 2, lambda row: (row,))
    assert (items, decode_cursor(cursor, int)) == ([1, 2], (2,))
    assert page_of([1, 2], 2, lambda row: (row,)) == ([1, 2], None)


@pytest.mark.parametrize("work", [0.0, 0.03, 0.12])
async def test_even_time_pads_to_the_next_multiple(work: float) -> None:
    @even_time(100)
    async def look_for_nothing() -> None:
        await asyncio.sleep(work)
        raise KeyError

    started = time.perf_counter()
    with pytest.raises(KeyError):
        await look_for_nothing()
    assert time.perf_counter() - started == pytest.approx(0.2 if work > 0.1 else 0.1, abs=0.03)


async def test_padding_of_an_endpoint_surrounds_its_other_dependencies() -> None:
    order: list[str] = []
    router = APIRouter()

    async def session() -> object:
        yield
        order.append(f"committed after {round((time.perf_counter() - started) * 10)}")

    @router.get("/even", dependencies=[evenly(200)])
    async def even(_session: object = Depends(session, scope="function")) -> None:
        return None

    app = create_app(make_settings(), service="example", title="Example", routers=[router])
    started = time.perf_counter()
    async with client_of(app) as client:
        await client.get("/even")
    assert order == ["committed after 0"]
    assert time.perf_counter() - started >= 0.2


async def test_timed_work_waits_for_a_database_that_is_away_and_stops_when_told() -> None:
    stop, calls = asyncio.Event(), 0

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            stop.set()
        raise ConnectionRefusedError

    await asyncio.wait_for(every(0.01, work)(stop), 5)
    assert calls == 2


async def test_timed_work_dies_of_what_was_not_foreseen() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(every(60, work)(asyncio.Event()), 5)


class ExampleSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="EXAMPLE_")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMPLE_HTTP_PORT", "1234")
    monkeypatch.setenv("EXAMPLE_DATABASE_URL", "postgresql+asyncpg://u:hidden@h/d")
    settings = ExampleSettings()
    assert settings.http_port == 1234
    assert "hidden" not in repr(settings)


def test_production_takes_no_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMPLE_ENVIRONMENT", "production")
    with pytest.raises(ValidationError, match="database_url, kafka_bootstrap_servers, public_url, jwks_url"):
        ExampleSettings()


@dataclass
class FakeParkedKey:
    id: UUID
    key: str = "78078078078000"
    topic: str = "supplier.billing.v1"
    type: str | None = None
    reason: str = "undecodable"
    parked_at: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    behind: int = 3


class FakeParkedKeys:
    def __init__(self) -> None:
        self.keys = [FakeParkedKey(uuid4())]
        self.done: list[tuple[str, UUID, str | None]] = []

    async def list(self) -> list[FakeParkedKey]:
        return self.keys

    async def look(self, key_id: UUID) -> Sequence[object]:
        return []

    async def retry(self, key_id: UUID, *, on_record: object) -> bool:
        self.done.append(("retry", key_id, None))
        return key_id == self.keys[0].id

    async def drop(self, key_id: UUID, *, reason: str, on_record: object) -> bool:
        self.done.append(("drop", key_id, reason))
        return key_id == self.keys[0].id


async def test_operator_looks_retries_and_drops(issuer: Issuer) -> None:
    parked = FakeParkedKeys()
    app = create_app(
        make_settings(), service="example", title="Example", routers=[], parked_keys=lambda _engine: parked
    )
    issuer.trust(app)
    base, key_id = "/api/example/v1/ops/parked", parked.keys[0].id
    async with client_of(app) as client:
        client.headers.update(issuer.operator())
        (item,) = (await client.get(base)).json()["items"]
        assert item == {
            "id": str(key_id), "key": "78078078078000", "topic": "supplier.billing.v1", "type": None,
            "reason": "undecodable", "parked_at": "2026-11-24T00:00:00Z", "behind": 3,
        }  # fmt: skip
        assert (await client.post(f"{base}/{key_id}:retry", json={"reason": "mended"})).status_code == 204
        assert (await client.post(f"{base}/{key_id}:drop", json={"reason": "lost"})).status_code == 204
        assert (await client.post(f"{base}/{key_id}:drop", json={})).status_code == 422
        assert (await client.post(f"{base}/{uuid4()}:retry")).status_code == 404
    assert parked.done[:2] == [("retry", key_id, None), ("drop", key_id, "lost")]


async def test_parked_keys_are_for_operators_only(issuer: Issuer) -> None:
    app = create_app(
        make_settings(), service="example", title="Example", routers=[], parked_keys=lambda _engine: FakeParkedKeys()
    )
    issuer.trust(app)
    async with client_of(app) as client:
        answer: httpx.Response = await client.get("/api/example/v1/ops/parked", headers=issuer.user())
        assert answer.status_code == 403
        assert (await client.get("/api/example/v1/ops/parked")).status_code == 401


class _BillingSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="BILLING_")

    keys: tuple[str, ...] = ()


def test_secrets_are_read_from_files_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABINET_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("BILLING_PUBLIC_URL", "https://from.the.environment")
    for name, content in {
        "billing_database_url": "postgresql+asyncpg://billing:pw@postgres/billing\n",
        "billing_kafka_sasl_password": "drawn\n",
        "billing_keys": '["new", "old"]',
        "billing_public_url": "https://from.a.file",
        "identity_keys": '["of somebody else"]',
    }.items():
        (tmp_path / name).write_text(content)
    settings = _BillingSettings()
    assert settings.database_url == "postgresql+asyncpg://billing:pw@postgres/billing"
    assert settings.keys == ("new", "old")
    assert settings.public_url == "https://from.the.environment"
    assert settings.kafka()["sasl_password"].get_secret_value() == "drawn"
    assert "drawn" not in repr(settings)


def test_a_file_of_secrets_satisfies_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABINET_SECRETS_DIR", str(tmp_path))
    for name in ("environment", "kafka_bootstrap_servers", "public_url", "jwks_url"):
        monkeypatch.setenv(f"BILLING_{name.upper()}", "production")
    with pytest.raises(ValidationError, match="must be set in production: database_url"):
        _BillingSettings()
    (tmp_path / "billing_database_url").write_text("postgresql+asyncpg://billing:pw@postgres/billing")
    assert _BillingSettings().environment == "production"
