"""The worker as it runs: a real process, a real broker."""

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any

from events import provision_topics


async def test_the_worker_relays_what_was_published_and_stops_in_order(
    kafka: Any, database_url: str, open_browser: Any, new_email: Any, sql: Any
) -> None:
    await provision_topics(kafka.bootstrap)
    await open_browser().register(new_email())
    assert await sql("SELECT 1 FROM outbox")
    environment = {
        **os.environ,
        "IDENTITY_DATABASE_URL": database_url,
        "IDENTITY_KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
    }
    command = [sys.executable, "-m", "identity.worker"]

    worker = await asyncio.create_subprocess_exec(*command, env=environment, stdout=subprocess.DEVNULL)
    async with asyncio.timeout(40):
        while await sql("SELECT pg_sleep(0.1) FROM outbox LIMIT 1"):
            pass
        worker.send_signal(signal.SIGTERM)
        code = await worker.wait()

    assert code == 0
    assert await sql("SELECT 1 FROM signing_keys")
