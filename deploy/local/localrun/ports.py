"""Choosing ports on the loopback address."""

import os
import random
import socket
from collections.abc import Mapping

from localrun.console import say
from localrun.errors import StartError

_FREE_RANGE = range(18000, 32000)  # below Linux' range for outgoing connections, so nobody takes one meanwhile

SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
USUAL = {
    "gateway": 8080,
    "gateway.admin": 8079,
    "web": 8081,
    "web.ops": 8281,
    "mailbox": 8025,
    "mailbox.smtp": 1025,
    "postgres": 5432,
    "kafka": 9092,
    "kafka.controller": 9093,
    **{f"{service}.api": 8101 + index for index, service in enumerate(SERVICES)},
    **{f"{service}.api.ops": 8201 + index for index, service in enumerate(SERVICES)},
    **{f"{service}.worker.ops": 8301 + index for index, service in enumerate(SERVICES)},
}


def choose(preferred: Mapping[str, int] = USUAL) -> dict[str, int]:
    """A port for every name: the preferred one, or any free one where that is taken.

    CABINET_GATEWAY_PORT asks for one port and no other: StartError if it is taken.
    """
    chosen = {name: port if is_free(port) else free_port() for name, port in preferred.items()}
    asked = os.environ.get("CABINET_GATEWAY_PORT")
    if asked:
        chosen["gateway"] = _exactly(asked)
    for name, port in preferred.items():
        if chosen[name] != port and not (asked and name == "gateway"):
            say(f"port {port} is in use: {name} is at {chosen[name]}")
    return chosen


def free_ports() -> dict[str, int]:
    """A free port for every name."""
    return dict(zip(USUAL, _free(len(USUAL)), strict=True))


def is_free(port: int) -> bool:
    """Whether this port can be listened on at 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    return _free(1)[0]


def answers(port: int, timeout: float = 1.0) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout).close()
    except OSError:
        return False
    return True


def _free(count: int) -> list[int]:
    found = [port for port in random.sample(_FREE_RANGE, 40 * count) if is_free(port)]
    if len(found) < count:
        raise StartError("There are no free ports on 127.0.0.1.")
    return found[:count]


def _exactly(asked: str) -> int:
    port = int(asked)
    if not is_free(port):
        raise StartError(
            f"Port {port}, which CABINET_GATEWAY_PORT asks for, is in use: stop who has it or ask for another."
        )
    return port
