"""Bytes as an attacker sends them."""

import json
import shutil
import subprocess
from collections.abc import Callable

import pytest
from gateway import listener

from .conftest import Gateway
from .upstreams import Upstream


def request(first: str, *headers: str, body: bytes = b"") -> bytes:
    lines = "".join(f"{line}\r\n" for line in (f"{first} HTTP/1.1", "Host: x", *headers))
    return lines.encode("latin-1") + b"\r\n" + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: xchunked",),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: +5",),
        ("Content-Length: 5, 6",),
        ("Content-Length: -1",),
    ],
)
def test_a_request_of_two_lengths_is_refused(
    gateway: Gateway, upstreams: dict[str, Upstream], headers: tuple[str]
) -> None:
    upstreams["web"].seen.clear()
    smuggled = request("GET /smuggled")
    answer = gateway.raw(request("POST /", *headers, body=b"0\r\n\r\n" + smuggled), seconds=0.3)
    assert status(answer) in {400, 501}
    assert answer.count(b"HTTP/1.1 ") == 1
    assert not upstreams["web"].seen


@pytest.mark.parametrize(
    "line",
    ["X-A : b", "X-A: a\0b", "X\0A: b", "Трудно: x".encode().decode("latin-1"), "no colon"],
)
def test_a_header_that_reads_two_ways_is_refused(gateway: Gateway, line: str) -> None:
    assert status(gateway.raw(request("GET /", line), seconds=0.3)) == 400


@pytest.mark.parametrize("first", ["GET /a b", "GET", "G\0T /", "GET http://", "GET /\0", "\x16\x03\x01"])
def test_a_first_line_that_is_none_is_refused(gateway: Gateway, first: str) -> None:
    assert status(gateway.raw(request(first), seconds=0.3)) in {0, 400}


def test_a_folded_header_is_one_header(gateway: Gateway) -> None:
    answer = gateway.raw(request("GET /", "X-A: b\r\n x-user: c", "Connection: close"))
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["headers"]["x-a"] == "b x-user: c"


def test_line_breaks_in_a_path_make_no_header(gateway: Gateway) -> None:
    answer = gateway.raw(request("GET /%0d%0aSet-Cookie:x=1", "Connection: close"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"set-cookie" not in head.lower()
    assert status(answer) in {200, 400}
    assert body


@pytest.mark.parametrize(
    "path",
    [
        "/api/contracts/v1/../../../internal/session-check/x",
        "/api/contracts/v1/%2e%2e/%2e%2e/internal",
        "/api/contracts/v1/.%2e/../../internal",
        "//internal",
        "/api//internal",
        "/./api/./../internal",
        "/api/contracts/v1/..\\..\\..\\internal",
    ],
)
def test_a_path_is_what_it_comes_to(gateway: Gateway, upstreams: dict[str, Upstream], path: str) -> None:
    before = {name: len(upstream.seen) for name, upstream in upstreams.items()}
    answer = gateway.raw(request(f"GET {path}", "Cookie: __Host-sid=good", "Connection: close"))
    asked = {name for name, upstream in upstreams.items() if len(upstream.seen) > before[name]}
    assert asked <= {"web"}
    assert status(answer) in {200, 404}


@pytest.mark.parametrize("path", ["/api/contracts/v1/..%2f..%2finternal", "/api/contracts/v1/a%5cb", "/%2F", "/a#b"])
def test_a_path_that_hides_a_slash_is_refused(gateway: Gateway, path: str) -> None:
    answer = gateway.raw(request(f"GET {path}"), seconds=0.3)
    assert status(answer) == 400
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "bad_request"


def test_slashes_are_merged_for_services_too(gateway: Gateway) -> None:
    answer = gateway.raw(
        request("GET //api//contracts///v1//contracts", "Cookie: __Host-sid=good", "Connection: close")
    )
    assert b'"path": "/api/contracts/v1/contracts"' in answer


def test_a_connection_serves_many_requests(gateway: Gateway) -> None:
    two = request("GET /one") + request("GET /two", "Connection: close")
    answer = gateway.raw(two)
    assert answer.count(b"HTTP/1.1 200") == 2


def test_upgrades_and_tunnels_are_refused(gateway: Gateway) -> None:
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==")
    refused = gateway.raw(request("GET /", *upgrade), seconds=0.5)
    assert json.loads(refused.partition(b"\r\n\r\n")[2])["code"] == "bad_request"
    assert status(gateway.raw(request("CONNECT x:1"), seconds=0.5)) in {400, 403, 404}


def test_http_1_0_is_too_old(gateway: Gateway) -> None:
    answer = gateway.raw(b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", seconds=0.5)
    assert status(answer) == 426
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "upgrade_required"


def test_who_dawdles_is_sent_away(start_gateway: Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch) -> None:
    shape = {**listener._shape(), "request_headers_timeout": "0.3s", "request_timeout": "0.6s"}
    monkeypatch.setattr(listener, "_shape", lambda: shape)
    hasty = start_gateway()
    dribble = (
        b"GET / HTTP/1.1\r\nHost: x\r\nX-",
        request("POST /api/identity/v1/auth/login", "X-Portal: 1", "Content-Length: 9"),
    )
    for started in dribble:
        answer = hasty.raw(started)
        assert status(answer) == 408
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "request_timeout"


def test_http2_is_spoken(gateway: Gateway) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl on this machine")
    command = [curl, "-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--http2-prior-knowledge"]
    told = subprocess.run([*command, f"http://127.0.0.1:{gateway.port}/"], capture_output=True, check=True)
    assert told.stdout == b"2 200"
