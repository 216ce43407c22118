"""A worker killed at the worst moments."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from notifier.settings import Settings
from sqlalchemy import text

SEND_ONLY = """
from chassis.database import Database
from chassis.process import run_worker
from notifier.settings import Settings
from notifier.worker import send_loop
settings = Settings()
database = Database(settings)
run_worker(settings, "notifier", [send_loop(settings, database).run], database=database)
"""


@pytest.fixture
async def start_sender(live_settings: Settings) -> AsyncIterator[Callable[[], Awaitable[asyncio.subprocess.Process]]]:
    """Start a process that sends letters, with a lease of 1.5 s."""
    started = []

    async def start() -> asyncio.subprocess.Process:
        environment = {
            **os.environ,
            "NOTIFIER_DATABASE_URL": live_settings.database_url,
            "NOTIFIER_SMTP_URL": live_settings.smtp_url,
            "NOTIFIER_LEASE": "1.5",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SEND_ONLY, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_killed_before_the_server_took_the_letter(queue, settled, eventually, start_sender, mailbox):
    mailbox.fail("hang", count=1)
    before = mailbox.attempts
    delivery_id = await queue()
    victim = await start_sender()

    async def in_the_middle():
        return mailbox.attempts > before

    await eventually(in_the_middle)
    await kill(victim)
    await start_sender()
    row = await settled(delivery_id)

    assert (row.state, row.attempt) == ("sent", 2)
    assert len(mailbox.messages()) == 1


async def test_killed_between_sending_and_writing_it_down(queue, settled, eventually, start_sender, mailbox, database):
    mailbox.fail("hang", seconds=1, count=1)
    delivery_id = await queue()
    victim = await start_sender()

    async with database.session() as session:

        async def lock_while_sending():
            found = await session.execute(
                text("SELECT 1 FROM deliveries WHERE id = :id AND state = 'sending' FOR UPDATE"), {"id": delivery_id}
            )
            return found.first() is not None

        async def arrived():
            return len(mailbox.messages()) == 1

        await eventually(lock_while_sending)
        await eventually(arrived)  # its sender waits for the lock to write "sent"
        await kill(victim)
    await start_sender()
    row = await settled(delivery_id)

    assert (row.state, row.attempt) == ("sent", 2)
    letters = mailbox.messages()
    assert len(letters) == 2, "SMTP can not exclude it"
    assert len({letter["MessageID"] for letter in letters}) == 1, "but it can be recognised"


async def test_stopped_in_order_finishes_its_letter(queue, delivery, eventually, start_sender, mailbox):
    mailbox.fail("hang", seconds=1, count=1)
    before = mailbox.attempts
    delivery_id = await queue()
    process = await start_sender()

    async def in_the_middle():
        return mailbox.attempts > before

    await eventually(in_the_middle)
    process.terminate()
    assert await process.wait() == 0

    assert (await delivery(delivery_id)).state == "sent"
    assert len(mailbox.messages()) == 1
