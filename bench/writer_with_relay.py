"""How fast transactions that publish are written while a relay empties the outbox behind them, next to without one.

The relay is a process of its own, as in life: what it costs the writers is what it costs the database and the machine.
"""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import uuid4

from events import publish
from events.schemas.identity import EmailConfirmed
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.parts import Parts, run

SECONDS = 6.0
WRITERS = 4
# A row changed and an event published: the least that a request that changes something does.
STATE = text("INSERT INTO state (id, email, sum) VALUES (:id, :email, 0)")

RELAY = """
import asyncio, sys, uvloop
from events import KafkaSettings, Relay
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    await Relay(create_async_engine(sys.argv[1]), KafkaSettings(bootstrap_servers=sys.argv[2])).run(asyncio.Event())
uvloop.run(main())
"""


class WriterWithRelay:
    """`one_round` gives transactions a second (with the relay, without)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def one_round(self) -> tuple[float, float]:
        """With it between two halves without: what else the machine does more and more, or less, cancels out."""
        before = run(self._write(SECONDS / 2))
        with self._relay():
            beside = run(self._write(SECONDS))
        after = run(self._write(SECONDS / 2))
        return beside, (before + after) / 2

    @contextlib.contextmanager
    def _relay(self) -> Iterator[None]:
        process = subprocess.Popen([sys.executable, "-c", RELAY, self._parts.url, self._parts.kafka.bootstrap_servers])
        time.sleep(2)  # it leads and is connected
        try:
            yield
        finally:
            process.kill()
            process.wait()

    async def _write(self, seconds: float) -> float:
        async with self._parts.engine() as engine:
            await self._parts.clean(engine)
            until = time.perf_counter() + seconds
            begun = time.perf_counter()
            counts = await asyncio.gather(*(_writer(engine, until) for _ in range(WRITERS)))
            return sum(counts) / (time.perf_counter() - begun)


async def _writer(engine: AsyncEngine, until: float) -> int:
    written = 0
    while time.perf_counter() < until:
        user = uuid4()
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(STATE, {"id": user, "email": "info@test.ru"})
            await publish(session, EmailConfirmed(user_id=user, email="info@test.ru"))
        written += 1
    return written
