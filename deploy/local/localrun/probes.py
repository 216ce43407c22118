"""Asking a part whether it serves."""

import asyncio
from collections.abc import Awaitable, Callable

Probe = Callable[[], Awaitable[bool]]


def tcp(port: int) -> Probe:
    """Somebody accepts connections."""

    async def probe() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    return probe


def http(port: int, path: str) -> Probe:
    """The path answers 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()

    async def probe() -> bool:
        try:
            async with asyncio.timeout(3):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(request)
                status_line = await reader.readline()
                writer.close()
        except (OSError, TimeoutError):
            return False
        return b" 200 " in status_line

    return probe


def called(question: Callable[[], bool]) -> Probe:
    """A question that blocks, asked in a thread."""

    async def probe() -> bool:
        return await asyncio.to_thread(question)

    return probe
