"""What the gateway says itself, and what it adds to what others say."""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .conftest import PORTAL, Gateway
from .upstreams import Upstream

COOKIE = {"Cookie": "__Host-sid=good"}
PAGE = "/api/contracts/v1/contracts"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


def ask(gateway: Gateway, **headers: str) -> dict[int, httpx.Response]:
    """One of each answer that a client can bring about."""
    bearer = {"Authorization": "Bearer x"}
    answers = [
        gateway.http.get("/api/contracts/v1/%2finternal", headers=headers),
        gateway.http.get(PAGE, headers={**headers, **bearer}),
        gateway.http.post(PAGE, headers=headers),
        gateway.http.get("/api/nothing/v1/x?secret=1", headers=headers),
        gateway.http.post("/api/identity/v1/auth/login", content=b"x" * (1 << 21), headers={**headers, **PORTAL}),
        gateway.http.get("/", headers={**headers, "X-Long": "x" * 40_000}),
    ]
    return {answer.status_code: answer for answer in answers}


def test_every_answer_of_ours_is_a_problem_in_russian(gateway: Gateway) -> None:
    answers = ask(gateway)
    codes = {400: "bad_request", 401: "unauthenticated", 403: "csrf", 404: "not_found", 413: "too_large"}
    assert {status: answer.json()["code"] for status, answer in answers.items()} == {**codes, 431: "headers_too_large"}
    for status, answer in answers.items():
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().keys() == {"type", "title", "status", "detail", "instance", "code", "trace_id"}
        assert answer.json()["status"] == status
        assert re.search("[а-я]", answer.json()["detail"])


def test_english_for_those_who_ask_for_it_first(gateway: Gateway) -> None:
    # A request with headers too large is refused before its language is read.
    for status, answer in ask(gateway, **ENGLISH).items():
        assert bool(re.search("[а-я]", answer.json()["detail"])) == (status == 431)
    assert "Здесь" in gateway.http.get("/api/x", headers={"Accept-Language": "ru,en;q=0.9"}).json()["detail"]


def test_instance_is_the_path_without_the_query(gateway: Gateway) -> None:
    assert ask(gateway)[404].json()["instance"] == "/api/nothing/v1/x"


@pytest.mark.parametrize("path", ["/internal/session-check/x", "/livez", "/readyz", "/metrics", "/nothing/here"])
def test_paths_of_no_service_reach_static_files_alone(gateway: Gateway, path: str) -> None:
    assert gateway.http.get(path).json()["service"] == "web"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/identity", "/api/identity/internal/x", "/api/x/v1/y", "/api/docsx"]
)
def test_other_api_paths_do_not_exist(gateway: Gateway, path: str) -> None:
    answer = gateway.http.get(path, headers=COOKIE)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_without_a_mailbox_there_is_no_mail(start_gateway: Callable[..., Gateway], gateway: Gateway) -> None:
    assert gateway.http.get("/mail/api/v1/messages").json()["service"] == "mail"
    alone = start_gateway(without="mail")
    assert alone.http.get("/mail/api/v1/messages").status_code == 404


def test_a_dead_upstream_is_503(start_gateway: Callable[..., Gateway]) -> None:
    alone = start_gateway(addresses={"contracts": "127.0.0.1:1"})
    answer = alone.http.get(PAGE, headers={**COOKIE, **ENGLISH})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert "try again in 1 s" in answer.json()["detail"]


def test_an_upstream_that_drops_the_request_is_503(start_gateway: Callable[..., Gateway]) -> None:
    class Dropping(Upstream):
        async def answer(self, seen: dict[str, Any], query: dict[str, str], send: Any) -> None:
            assert self._server is not None
            for protocol in self._server.server_state.connections:
                protocol.transport.abort()

    alone = start_gateway(addresses={"contracts": Dropping("contracts").start().address})
    assert alone.http.get(PAGE, headers=COOKIE).status_code == 503


def test_a_slow_upstream_is_503(start_gateway: Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.envoy_routes._action", _hasty)
    hasty = start_gateway()
    answer = hasty.http.get(PAGE + "?delay=3", headers=COOKIE)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


def _hasty(row: Any, config: Any) -> dict[str, Any]:
    return {"cluster": row.to, "timeout": "0.3s", "host_rewrite_literal": config.public_host}


def test_what_services_answer_passes_as_it_is(gateway: Gateway, upstreams: dict[str, Upstream]) -> None:
    assert gateway.http.get(PAGE, headers=COOKIE).json()["service"] == "contracts"


def test_security_headers_are_on_everything(gateway: Gateway) -> None:
    answers = [*ask(gateway).values(), gateway.http.get(PAGE, headers=COOKIE), gateway.http.get("/binding")]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers
        assert answer.headers.keys().isdisjoint({"server", "x-powered-by", "x-envoy-upstream-service-time"})


def test_pages_may_load_their_own_scripts_and_api_answers_nothing(gateway: Gateway) -> None:
    assert "script-src 'self'" in gateway.http.get("/binding").headers["content-security-policy"]
    assert "script-src 'self'" in gateway.http.get("/api/docs").headers["content-security-policy"]
    assert "script-src" not in gateway.http.get(PAGE, headers=COOKIE).headers["content-security-policy"]


def test_api_answers_are_not_kept(gateway: Gateway) -> None:
    assert gateway.http.get(PAGE, headers=COOKIE).headers["cache-control"] == "no-store"
    assert "cache-control" not in gateway.http.get("/assets/x.css").headers


def test_https_is_insisted_on_where_there_is_https(start_gateway: Callable[..., Gateway]) -> None:
    secure = start_gateway(public_url="https://portal.example")
    for path in ("/", "/api/nothing"):
        assert "max-age=31536000" in secure.http.get(path).headers["strict-transport-security"]


def test_a_request_gets_an_id_of_our_own(gateway: Gateway) -> None:
    answer = gateway.http.get(PAGE, headers={**COOKIE, "X-Request-Id": "mine"})
    assert len(answer.headers["x-request-id"]) == 36
    assert answer.headers["x-request-id"] == answer.json()["headers"]["x-request-id"]
    assert len(gateway.http.get("/api/x").headers["x-request-id"]) == 36


def test_a_trace_goes_on_or_begins(gateway: Gateway) -> None:
    def seen(parent: str) -> str:
        answer = gateway.http.get(PAGE, headers={**COOKIE, "traceparent": parent})
        return str(answer.json()["headers"]["traceparent"])

    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert seen(given) == given
    for broken in ("nonsense", f"00-{'0' * 32}-b7ad6b7169203331-01", given.upper(), given + "-x"):
        assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", seen(broken))
    problem = gateway.http.get("/api/x", headers={"traceparent": given}).json()
    assert problem["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert re.fullmatch("[0-9a-f]{32}", gateway.http.get("/api/x").json()["trace_id"])


def test_long_texts_are_compressed_for_those_who_can(gateway: Gateway) -> None:
    url = f"{PAGE}?size=5000"
    with gateway.http.stream("GET", url, headers={**COOKIE, "Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) < 2000
    assert json.loads(gzip.decompress(raw))["service"] == "contracts"
    assert "content-encoding" not in gateway.http.get(url, headers=COOKIE).headers
    short = gateway.http.get("/api/x", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in short.headers
