"""A closed loop of HTTP/1.1 requests over kept connections, cheap enough not to be what is measured."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """One request: when it was sent (monotonic), how long the answer took, its status."""

    at: float
    seconds: float
    status: int


def request(url: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """The bytes of a request."""
    parts = urlsplit(url)
    length = (f"Content-Length: {len(body)}", "Content-Type: application/json") if body else ()
    lines = (f"{method} {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *headers, *length)
    return "\r\n".join((*lines, "", "")).encode() + body


class Client:
    """One kept connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = parts.hostname, parts.port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, data: bytes) -> Answer:
        """The answer, read whole."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        at = time.monotonic()
        writer.write(data)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length or 0))
        return Answer(at, time.monotonic() - at, int(head.split(b" ", 2)[1]))

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            self._streams[1].close()


async def load(url: str, requests: Sequence[bytes], *, total: int, clients: int) -> list[Answer]:
    """`total` requests, the given ones in turn, by so many clients; each sends its next when it has its answer."""
    turns = iter(range(total))
    answers: list[Answer] = []

    async def work() -> None:
        client = Client(url)
        answers.extend([await client.send(requests[turn % len(requests)]) for turn in turns])
        client.close()

    await asyncio.gather(*(work() for _ in range(clients)))
    return answers


def refused(answers: Sequence[Answer]) -> dict[int, int]:
    """How many answers were not 2xx, by status."""
    bad = [answer.status for answer in answers if not 200 <= answer.status < 300]
    return {status: bad.count(status) for status in set(bad)}
