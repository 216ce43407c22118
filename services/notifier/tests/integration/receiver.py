"""A customer's own system: a real HTTP server that does as it is told and remembers what it got."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

HANG = "hang"
DRIP = "drip"


@dataclass
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` by path: what to say one after another, the last for ever; 200 where nothing is set."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: dict[str, list[object]] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    _now: dict[str, int] = field(default_factory=dict)
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Got]:
        return [one for one in self.got if one.path == path]

    def hang_up(self) -> None:
        """End what hangs."""
        self._let_go.set()

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[Self]:
        receiver = cls()
        server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0)
        receiver.port = server.sockets[0].getsockname()[1]
        try:
            yield receiver
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = await self._read(reader)
            self._now[path] = self._now.get(path, 0) + 1
            self.most_at_once[path] = max(self.most_at_once.get(path, 0), self._now[path])
            try:
                await self._answer(path, reader, writer)
            finally:
                self._now[path] -= 1
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> str:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        path = head[0].split(" ")[1]
        self.got.append(Got(path, headers, body))
        return path

    async def _answer(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self.answers.get(path) or [200]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if answer == HANG:
            waits = [asyncio.ensure_future(one) for one in (reader.read(), self._let_go.wait())]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)  # until one of us has had enough
            for one in waits:
                one.cancel()
            return
        text = {302: "Location: http://127.0.0.1:1/\r\n"}.get(answer, "")  # type: ignore[call-overload]
        writer.write(f"HTTP/1.1 {200 if answer == DRIP else answer} X\r\n{text}\r\n".encode())
        while answer == DRIP:
            writer.write(b"drop ")
            await writer.drain()
            await asyncio.sleep(0.05)
        writer.write("Спасибо\x00\x1b ".encode() + b"x" * 100_000)
        await writer.drain()
