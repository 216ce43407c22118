"""A browser's mutating call must come from a page of ours."""

import pytest

from .conftest import Gateway
from .upstreams import Identity

CALL = "/api/contracts/v1/bindings"
COOKIE = {"Cookie": "__Host-sid=good"}


def origin(value: str) -> dict[str, str]:
    return {"Origin": value}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
def test_without_the_header_it_is_refused(gateway: Gateway, method: str) -> None:
    answer = gateway.http.request(method, CALL, headers=COOKIE)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Portal": "0"},
        {"X-Portal": "1", **origin("https://evil.example")},
        {"X-Portal": "1", **origin("null")},
        {"X-Portal": "1", **origin("https://portal.example.evil.example")},
        {"X-Portal": "1", **origin("http://portal.example")},
        origin("https://portal.example"),
        {"X-Portal": "1", "Authorization": "Basic dTpw", **origin("https://evil.example")},
    ],
)
def test_a_foreign_page_is_refused(gateway: Gateway, headers: dict[str, str]) -> None:
    answer = gateway.http.post(CALL, headers={**COOKIE, **headers})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_our_pages_and_programs_with_a_session_pass(gateway: Gateway) -> None:
    own = f"http://127.0.0.1:{gateway.port}"
    for headers in ({}, origin(own), origin("https://portal.example")):
        assert gateway.http.post(CALL, headers={**COOKIE, "X-Portal": "1", **headers}).status_code == 200


def test_calls_without_any_identity_are_held_to_it_too(gateway: Gateway) -> None:
    login = "/api/identity/v1/auth/login"
    assert gateway.http.post(login).json()["code"] == "csrf"
    assert gateway.http.post(login, headers={"X-Portal": "1"}).status_code == 200


def test_reading_needs_nothing(gateway: Gateway) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        headers = {**COOKIE, **origin("https://evil.example")}
        assert gateway.http.request(method, CALL, headers=headers).status_code == 200


def test_a_bearer_token_needs_nothing(gateway: Gateway, identity: Identity) -> None:
    headers = {"Authorization": f"Bearer {identity.token()}", **origin("https://evil.example")}
    assert gateway.http.post(CALL, headers=headers).status_code == 200


def test_a_system_signs_in_without_it(gateway: Gateway) -> None:
    assert gateway.http.post("/api/identity/v1/oauth/token").status_code == 200
