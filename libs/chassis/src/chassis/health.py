"""`/livez`, `/readyz` and `/metrics` of a process, on a port that the gateway never routes.

Served by a few lines over asyncio in the process' own loop: a worker needs no web framework, and
a loop that hangs does not answer.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from chassis import metrics

Check = Callable[[], Awaitable[object]]
"""Raises when its part is not ready."""

_CHECK_TIMEOUT: Final = 2.0
_READ_TIMEOUT: Final = 5.0
_PHRASES: Final = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class OpsServer:
    """Answers for one process; ready while every check passes and it is not stopping."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = dict(checks)
        self.stopping = False
        self.port = 0

    @asynccontextmanager
    async def serving(self, host: str, port: int) -> AsyncIterator["OpsServer"]:
        """Listen for as long as the block runs; port 0 takes a free one, see `.port`."""
        try:
            server = await asyncio.start_server(self._answer, host, port)
        except OSError as error:
            sys.exit(f"health and metrics can not listen on {host}:{port}: {error.strerror}")
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def readiness(self) -> tuple[int, dict[str, str]]:
        """200 or 503, and what each check says."""
        names = list(self.checks)
        results = await asyncio.gather(*(self._run(name) for name in names))
        report = dict(zip(names, results, strict=True))
        for name, said in report.items():
            metrics.READY.labels(name).set(said == "ok")
        if self.stopping:
            report["process"] = "stopping"
        return 200 if all(said == "ok" for said in report.values()) else 503, report

    async def _run(self, name: str) -> str:
        try:
            async with asyncio.timeout(_CHECK_TIMEOUT):
                await self.checks[name]()
        except Exception as error:  # noqa: BLE001 - whatever it is, this part is not ready
            return f"failed: {type(error).__name__}"
        return "ok"

    async def _respond(self, method: str, path: str) -> tuple[int, str, bytes]:
        if method not in {"GET", "HEAD"}:
            return 405, "text/plain", b""
        if path == "/livez":
            return 200, "application/json", b'{"status": "ok"}'
        if path == "/readyz":
            status, report = await self.readiness()
            return status, "application/json", json.dumps(report).encode()
        if path == "/metrics":
            await self.readiness()
            return 200, "text/plain; version=0.0.4; charset=utf-8", metrics.render()
        return 404, "text/plain", b""

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_TIMEOUT):
                head = await reader.readuntil(b"\r\n\r\n")
                method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                status, kind, body = await self._respond(method, target.split("?", 1)[0])
                lines = f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
                writer.write(f"{lines}\r\nConnection: close\r\n\r\n".encode() + (b"" if method == "HEAD" else body))
                await writer.drain()
        except (ValueError, TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # not HTTP, or gone: nobody to answer
        finally:
            writer.close()
