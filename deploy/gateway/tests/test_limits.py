"""How much of anything one may send."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from gateway.routes import FORM, MB

from .conftest import PORTAL, Gateway
from .upstreams import Identity

PAGE = "/api/contracts/v1/contracts"
LOGIN = "/api/identity/v1/auth/login"


def session(name: str) -> dict[str, str]:
    return {"Cookie": f"__Host-sid={name}"}


@pytest.fixture(scope="module")
def narrow(start_gateway: Callable[..., Gateway]) -> Gateway:
    return start_gateway(
        trusted_proxies=1,  # so that a test can come from many addresses
        address_rates={
            "auth": {"per_minute": 60, "burst": 5},
            "api": {"per_minute": 60, "burst": 20},
            "page": {"per_minute": 60, "burst": 30},
        },
        session_rate={"per_minute": 60, "burst": 8},
    )


def statuses(answers: list[httpx.Response]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_an_address_is_held_and_others_are_not(narrow: Gateway) -> None:
    def login(address: str, times: int) -> list[httpx.Response]:
        headers = {**PORTAL, "X-Forwarded-For": address}
        return [narrow.http.post(LOGIN, headers=headers) for _ in range(times)]

    answers = login("198.51.100.1", 7)
    assert statuses(answers) == [200] * 5 + [429] * 2
    assert answers[-1].json()["code"] == "too_many_requests"
    assert answers[-1].headers["retry-after"] == "1"
    assert statuses(login("198.51.100.2", 1)) == [200]


def test_classes_of_routes_are_counted_apart(narrow: Gateway) -> None:
    headers = {**PORTAL, "X-Forwarded-For": "198.51.100.3"}
    while narrow.http.post(LOGIN, headers=headers).status_code == 200:
        pass
    assert narrow.http.get("/", headers=headers).status_code == 200


def test_routes_of_a_class_are_counted_together(narrow: Gateway) -> None:
    headers = {**PORTAL, "X-Forwarded-For": "198.51.100.4"}
    paths = [LOGIN, "/api/identity/v1/auth/register", "/api/contracts/v1/binding-confirmations/x"] * 3
    answers = [narrow.http.post(path, headers=headers) for path in paths]
    assert statuses(answers).count(200) == 5


def test_neighbours_in_one_ipv6_network_are_one_address(narrow: Gateway) -> None:
    answers = [
        narrow.http.post(LOGIN, headers={**PORTAL, "X-Forwarded-For": f"2001:db8:1:1::{n}"}) for n in range(1, 8)
    ]
    assert statuses(answers) == [200] * 5 + [429] * 2
    elsewhere = {**PORTAL, "X-Forwarded-For": "2001:db8:1:2::1"}
    assert narrow.http.post(LOGIN, headers=elsewhere).status_code == 200


def test_the_wait_told_is_enough(narrow: Gateway) -> None:
    headers = {**PORTAL, "X-Forwarded-For": "198.51.100.5"}
    while (answer := narrow.http.post(LOGIN, headers=headers)).status_code == 200:
        pass
    assert narrow.config.rate("auth").per_minute >= 60 / int(answer.headers["retry-after"])


def test_a_session_is_held_wherever_it_comes_from(narrow: Gateway) -> None:
    def read(name: str, n: int) -> int:
        return narrow.http.get(PAGE, headers={**session(name), "X-Forwarded-For": f"203.0.113.{n}"}).status_code

    assert [read("good", n) for n in range(1, 11)] == [200] * 8 + [429] * 2
    assert read("other", 1) == 200


def test_an_access_token_is_held_wherever_it_comes_from(narrow: Gateway) -> None:
    def read(name: str, n: int) -> int:
        headers = {"Authorization": f"Bearer cab_pat_{name}", "X-Forwarded-For": f"203.0.113.{100 + n}"}
        return narrow.http.get(PAGE, headers=headers).status_code

    assert [read("good", n) for n in range(1, 11)] == [200] * 8 + [429] * 2
    assert read("other", 1) == 200


def test_the_local_run_is_ten_times_wider_by_address_alone(narrow: Gateway) -> None:
    wider = narrow.config.model_copy(update={"address_rate_factor": 10})
    assert wider.rate("auth").burst == 10 * narrow.config.rate("auth").burst
    assert wider.session_rate == narrow.config.session_rate


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        (PAGE, MB),
        (LOGIN, MB),
        ("/api/contracts/v1/integration/contracts:batch", 5 * MB),
        ("/api/billing/v1/integration/charges:batch", 5 * MB),
        ("/api/billing/v1/integration/documents", 20 * MB + FORM),
        ("/api/metering/v1/contracts/78078078078000/imports", 20 * MB + FORM),
    ],
)
def test_bodies_are_held_to_the_byte(gateway: Gateway, identity: Identity, path: str, limit: int) -> None:
    def send(length: int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {identity.token()}"}
        return gateway.http.post(path, content=b"x" * length, headers=headers)

    fits = send(limit)
    assert (fits.status_code, fits.json()["length"]) == (200, limit)
    answer = send(limit + 1)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_of_unknown_length_is_held_too(gateway: Gateway) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * (64 << 10)

    answer = gateway.http.post(LOGIN, content=endless(), headers=PORTAL)
    assert answer.status_code == 413


def test_a_client_that_asks_first_need_not_send(gateway: Gateway) -> None:
    head = f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\nX-Portal: 1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    assert gateway.raw(head.encode(), seconds=0.3).startswith(b"HTTP/1.1 100 Continue")


def test_headers_are_held(gateway: Gateway) -> None:
    long = gateway.http.get("/", headers={"X-Long": "x" * (33 << 10)})
    many = gateway.http.get("/", headers={f"X-{n}": "x" for n in range(120)})
    for answer in (long, many):
        assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")
        assert answer.headers["content-type"] == "application/problem+json"
