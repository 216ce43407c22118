"""What a personal access token may, and what an operator needs besides the role."""

from typing import Any

import httpx
import pytest
from chassis.app import create_app
from chassis.auth import CurrentUser, MaybePrincipal, require_operator
from chassis.scopes import Scopes
from chassis.settings import ServiceSettings
from chassis.testing import Issuer
from fastapi import APIRouter, Depends, FastAPI

WHERE: dict[str, Any] = {"database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/none"}


def _router() -> APIRouter:
    readings, other, mixed = APIRouter(tags=["readings"]), APIRouter(tags=["me"]), APIRouter()

    @readings.api_route("/readings", methods=["GET", "POST"])
    async def taken(_user: CurrentUser) -> None: ...

    @other.get("/me")
    async def me(_user: CurrentUser) -> None: ...

    @other.get("/anybody")
    async def anybody(_caller: MaybePrincipal) -> None: ...

    @mixed.get("/ops", dependencies=[Depends(require_operator)])
    async def ops() -> None: ...

    mixed.include_router(readings)
    mixed.include_router(other)
    return mixed


def _app(issuer: Issuer, **settings: Any) -> FastAPI:
    scopes = {"readings": Scopes("readings:read", "readings:write")}
    app = create_app(
        ServiceSettings(**WHERE, **settings), service="x", title="X", routers=[_router()], token_scopes=scopes
    )
    issuer.trust(app)
    return app


async def _ask(app: FastAPI, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        answer = await client.request(method, path, headers={"accept-language": "en", **headers})
    return answer.status_code, answer.json() or {}


@pytest.mark.parametrize(
    ("method", "path", "scopes", "status", "missing"),
    [
        ("GET", "/readings", ["readings:read"], 200, None),
        ("POST", "/readings", ["readings:read", "readings:write"], 200, None),
        ("POST", "/readings", ["readings:read"], 403, "readings:write"),
        ("GET", "/readings", ["readings:write", "billing:read"], 403, "readings:read"),
        ("GET", "/me", ["readings:read", "me"], 403, None),
        ("GET", "/anybody", [], 403, None),
        ("GET", "/ops", ["readings:read"], 403, None),
    ],
)
async def test_a_token_may_what_its_scopes_say_and_nothing_else(
    issuer: Issuer, method: str, path: str, scopes: list[str], status: int, missing: str | None
) -> None:
    answered, problem = await _ask(_app(issuer), method, path, issuer.access_token(*scopes))

    assert (answered, problem.get("scope")) == (status, missing)
    if status == 403:
        assert problem["code"] == "forbidden"
        assert missing is None or missing in problem["detail"]


async def test_a_session_may_everything(issuer: Issuer) -> None:
    app = _app(issuer)

    for method, path in (("GET", "/readings"), ("POST", "/readings"), ("GET", "/me"), ("GET", "/anybody")):
        assert (await _ask(app, method, path, issuer.user()))[0] == 200


async def test_outside_development_an_operator_needs_a_second_factor(issuer: Issuer) -> None:
    here = _app(issuer)
    there = _app(issuer, environment="production", kafka_bootstrap_servers="x", public_url="x", jwks_url="x")
    operator, proved = issuer.operator(), issuer.user(roles=["operator"], second_factor=True)

    assert (await _ask(here, "GET", "/ops", operator))[0] == 200
    status, problem = await _ask(there, "GET", "/ops", operator)
    assert (status, problem["code"]) == (403, "second_factor_required")
    assert (await _ask(there, "GET", "/ops", proved))[0] == 200
    assert (await _ask(there, "GET", "/ops", issuer.user(second_factor=True)))[1]["code"] == "forbidden"
