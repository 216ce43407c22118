"""A process for tests to kill: `worker.py relay|consume DATABASE_URL BOOTSTRAP [GROUP]`.

The handler kills its own process when it meets the e-mail "kill@test.ru".
"""

import asyncio
import os
import signal
import sys

from events import Consumer, KafkaSettings, Relay, Router
from events.schemas.identity import EmailConfirmed
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

router = Router()


@router.on(EmailConfirmed)
async def record(session: AsyncSession, event: EmailConfirmed) -> None:
    if event.email == "kill@test.ru":
        os.kill(os.getpid(), signal.SIGKILL)
    values = {"key": event.user_id, "value": event.email}
    await session.execute(text("INSERT INTO handled (key, value) VALUES (:key, :value)"), values)


async def main(role: str, url: str, bootstrap: str, group: str = "") -> None:
    engine = create_async_engine(url)
    kafka = KafkaSettings(bootstrap_servers=bootstrap, request_timeout=5, session_timeout=2)
    router.consumer = group
    part = Relay(engine, kafka) if role == "relay" else Consumer(engine, router, kafka, max_attempts=1)
    await part.run(asyncio.Event())


asyncio.run(main(*sys.argv[1:]))
