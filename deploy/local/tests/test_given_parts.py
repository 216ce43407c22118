"""A stack whose broker, databases and mail server are somebody else's, and that must not outlive who started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from localrun.home import Home
from localrun.ports import SERVICES, free_port
from localrun.running_stack import RunningStack
from localrun.spawn import spawn
from localrun.testing import RunningKafka, RunningMailbox, RunningPostgres
from localrun.waiting import wait_until

SCRIPT = """
import sys, time
from pathlib import Path
from localrun.running_stack import running_stack
with running_stack(Path(sys.argv[1])):
    time.sleep(300)
"""


@pytest.fixture(scope="module")
def starter(
    stack_home: Path, postgres: RunningPostgres, kafka: RunningKafka, mailbox: RunningMailbox
) -> Iterator[subprocess.Popen[bytes]]:
    mailbox.heal()
    given = {
        **{f"DATABASE_URL_{service.upper()}": postgres.create_database(f"given_{service}") for service in SERVICES},
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
        "SMTP_URL": mailbox.smtp_url,
    }
    command = [sys.executable, "-c", SCRIPT, str(stack_home / "given")]
    process = spawn(command, log=stack_home / "starter.log", env={**os.environ, **given})
    yield process
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def given_stack(stack_home: Path, starter: subprocess.Popen[bytes]) -> RunningStack:
    stack = RunningStack(stack_home / "given" / "stack.json")
    wait_until(lambda: starter.poll() is not None or bool(stack.get("ready")), seconds=60, what="the stack is ready")
    return stack


def test_what_is_given_is_not_started(given_stack: RunningStack, kafka: RunningKafka, mailbox: RunningMailbox) -> None:
    assert not {"postgres", "kafka", "mailbox"} & set(given_stack["processes"])
    assert given_stack["kafka_bootstrap"] == kafka.bootstrap
    assert given_stack["smtp"] == mailbox.smtp_url


def test_the_given_parts_are_used(given_stack: RunningStack, mailbox: RunningMailbox) -> None:
    user = {"email": "given@cabinet.example", "password": "dolgiy-parol-7", "accept_license": True}
    register = f"{given_stack['gateway']}/api/identity/v1/auth/register"
    assert httpx.post(register, json=user, headers={"X-Portal": "1"}).status_code == 202
    assert mailbox.letter("to:given@cabinet.example", within=60)


def test_it_ends_when_who_started_it_is_killed(
    given_stack: RunningStack, starter: subprocess.Popen[bytes], stack_home: Path
) -> None:
    assert given_stack["ready"]
    starter.send_signal(signal.SIGKILL)
    wait_until(lambda: not Home(stack_home / "given").processes(), seconds=20, what="every process has ended")


def test_the_broker_in_memory_has_the_topics(stack_home: Path) -> None:
    from confluent_kafka.admin import AdminClient  # noqa: PLC0415 - loads a large library

    port = free_port()
    broker = spawn([sys.executable, "-m", "localrun.memory_broker", str(port)], log=stack_home / "memory.log")
    try:
        admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0})
        topics = admin.list_topics(timeout=20).topics
        assert len(topics["supplier.registry.v1"].partitions) == 12
    finally:
        broker.kill()
        broker.wait()
