"""A process that has imported the libraries once and forks our Python processes from itself.

Ten interpreters that import the same libraries take 12 s of processor time; forks share one import of 1.3 s.
Only third-party libraries are imported here: a restarted process always runs the project's code as it is on disk.

`python -m localrun.zygote <stack.json>`. Protocol, JSON lines over the socket that is standard input:
in   {"id", "module", "arguments", "environment", "log", "directory"}
out  {"ready": true}, {"id", "pid"}, {"exited": pid, "code"}   (code as subprocess has it: -9 is killed by signal 9)
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from localrun.spawn import die_with_parent

_LIBRARIES = (
    *("fastapi", "uvicorn.config", "uvicorn.server", "uvloop", "httptools", "starlette.routing", "multipart"),
    *("sqlalchemy.ext.asyncio", "sqlalchemy.dialects.postgresql.asyncpg", "alembic.command", "aiokafka"),
    *("pydantic_settings", "structlog", "prometheus_client", "joserfc.jwt", "httpx", "argon2", "jinja2", "yaml"),
    *("aiosmtpd.smtp", "aiosmtplib", "email_validator", "opentelemetry.trace"),
)


class _Forked(Exception):  # noqa: N818 - carries control, not trouble
    """We are the child: unwind the parent's stack first, then run."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order


def main() -> None:
    """Serve orders until the supervisor goes."""
    for name in _LIBRARIES:
        with contextlib.suppress(ImportError):  # whoever needs it will say so
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector must not touch, and so copy, the shared pages
    try:
        _serve(socket.socket(fileno=os.dup(0)))
    except _Forked as forked:
        order = forked.order
    else:
        Path(sys.argv[1]).unlink(
            missing_ok=True
        )  # the supervisor is gone, and so is the stack that this file describes
        return
    _become(order)


def _serve(channel: socket.socket) -> None:
    wake_in, wake_out = socket.socketpair()
    for end in (wake_in, wake_out):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_out.fileno())
    _say(channel, ready=True)
    with selectors.DefaultSelector() as selector, wake_in, wake_out, channel:
        selector.register(channel, selectors.EVENT_READ)
        selector.register(wake_in, selectors.EVENT_READ)
        pending = b""
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if wake_in in ready:
                wake_in.recv(4096)
                _report_exits(channel)
            if channel in ready:
                received = channel.recv(65536)
                if not received:
                    return
                *lines, pending = (pending + received).split(b"\n")
                for line in lines:
                    _fork(channel, json.loads(line))


def _fork(channel: socket.socket, order: dict[str, Any]) -> None:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        _say(channel, id=order["id"], pid=pid)
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    raise _Forked(order)


def _become(order: dict[str, Any]) -> None:
    os.setsid()
    output = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = [order["module"], *order["arguments"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _report_exits(channel: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _say(channel, exited=pid, code=os.waitstatus_to_exitcode(status))


def _say(channel: socket.socket, **message: Any) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main()
