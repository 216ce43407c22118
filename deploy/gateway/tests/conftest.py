"""Real Envoys on free ports, in front of real little servers."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from gateway.render import GatewayConfig, render
from gateway.routes import SERVICES

from .upstreams import Identity, Upstream

PORTAL = {"X-Portal": "1"}


@dataclass
class Gateway:
    """A running gateway; `http` is a client without any header of its own choice but Host."""

    port: int
    config: GatewayConfig
    process: subprocess.Popen[bytes]
    log: Path
    http: httpx.Client

    def raw(self, request: bytes, *, seconds: float = 2) -> bytes:
        """What comes back for these very bytes, until the gateway closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(request)
            connection.settimeout(seconds)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except TimeoutError:
                pass
            return answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def until_answers(url: str, process: subprocess.Popen[bytes], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
    raise AssertionError(f"the gateway did not start: {process.poll()}")


@pytest.fixture(scope="session")
def identity() -> Identity:
    known = Identity()
    known.start()
    return known


@pytest.fixture(scope="session")
def upstreams(identity: Identity) -> dict[str, Upstream]:
    names = [*(name for name in SERVICES if name != "identity"), "web", "mail"]
    return {"identity": identity, **{name: Upstream(name).start() for name in names}}


@pytest.fixture(scope="session")
def start_gateway(
    upstreams: dict[str, Upstream], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Gateway]]:
    started: list[Gateway] = []

    def start(without: str = "", **settings: Any) -> Gateway:
        home = tmp_path_factory.mktemp("gateway")
        port = free_port()
        addresses = {name: upstream.address for name, upstream in upstreams.items() if name != without}
        addresses |= settings.pop("addresses", {})
        defaults = {"public_url": f"http://127.0.0.1:{port}", "access_log": home / "access.log"}
        config = GatewayConfig(port=port, upstreams=addresses, **{**defaults, **settings})
        (home / "envoy.yaml").write_text(render(config), encoding="utf-8")
        command = [sys.executable, "-m", "gateway.serve", str(home / "envoy.yaml")]
        with (home / "envoy.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        until_answers(f"http://127.0.0.1:{port}/api/", process)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept-Encoding": "identity"})
        started.append(Gateway(port, config, process, home / "access.log", client))
        return started[-1]

    yield start
    for gateway in started:
        gateway.http.close()
        gateway.process.terminate()
    for gateway in started:
        gateway.process.wait(30)


@pytest.fixture(scope="session")
def gateway(start_gateway: Callable[..., Gateway]) -> Gateway:
    """The one that most tests share: limits so wide that they never show."""
    wide = {"per_minute": 1_000_000, "burst": 1_000_000}
    return start_gateway(
        address_rates={"auth": wide, "api": wide, "page": wide},
        session_rate=wide,
        allowed_origins=("https://portal.example",),
        swap_seconds=0.5,
    )


@pytest.fixture(autouse=True)
def _well(identity: Identity) -> Iterator[None]:
    """Identity is well again after each test."""
    yield
    identity.check_status, identity.check_delay = 200, 0.0
