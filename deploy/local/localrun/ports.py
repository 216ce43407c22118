"""Choosing ports on the loopback address."""

import random
import socket

_FREE_RANGE = range(18000, 32000)  # below Linux' range for outgoing connections, so nobody takes one meanwhile


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
    for port in random.sample(_FREE_RANGE, 200):
        if is_free(port):
            return port
    raise RuntimeError("no free port on 127.0.0.1")


def answers(port: int, timeout: float = 1.0) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout).close()
    except OSError:
        return False
    return True
