"""pytest fixtures: the parts of the local stack, each started once for a session on free ports and gone after it."""

import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from localrun import kafka as kf
from localrun import postgres as pg
from localrun.ports import answers, free_port
from localrun.spawn import spawn
from localrun.waiting import wait_until


class RunningPart:
    """A process of the stack that a test can stop, kill and start again."""

    name = "part"
    stop_signal = signal.SIGTERM
    death_signal = signal.SIGKILL
    as_nobody = False
    start_within = 30.0

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / f"{self.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Whether it serves."""
        raise NotImplementedError

    def start(self) -> None:
        """Start, and return when it serves."""
        self._process = spawn(self.command(), log=self.log, death_signal=self.death_signal, as_nobody=self.as_nobody)
        wait_until(self._ready_or_dead, seconds=self.start_within, what=f"{self.name} serves")

    def stop(self) -> None:
        """End it in order."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End it at once."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def _ready_or_dead(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"{self.name} ended: {self.log.read_text(errors='replace')[-2000:]}")
        return self.is_ready()


_TESTER = "tester"


class RunningPostgres(RunningPart):
    """A PostgreSQL server without durability. `create_database("x")` gives the URL of a fresh, empty database."""

    name = "postgres"
    stop_signal = pg.STOP_SIGNAL
    death_signal = pg.DEATH_SIGNAL
    as_nobody = True

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.server = pg.Postgres(home / "pg", free_port(), secrets.token_hex(8), durable=False)
        self._role_password = secrets.token_hex(8)

    def start(self) -> None:
        """Start, and return when it serves."""
        super().start()
        self.server.provide({_TESTER: self._role_password})

    def command(self) -> list[str]:
        """The server, initialised first."""
        self.server.initialise()
        self.server.forget_dead_server()
        return self.server.command()

    def is_ready(self) -> bool:
        """Whether it accepts sessions."""
        return self.server.is_ready()

    def create_database(self, name: str) -> str:
        """A fresh database (an older one of that name is dropped), owned by an ordinary role; its asyncpg URL."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.sql(f"CREATE DATABASE {name} OWNER {_TESTER}")
        return self.server.url(name, _TESTER, self._role_password)

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run a script as the superuser."""
        return self.server.sql(script, database)


class RunningKafka(RunningPart):
    """A real broker at `bootstrap`; its topics and offsets outlive stop, kill and start."""

    name = "kafka"
    stop_signal = kf.STOP_SIGNAL

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.node = kf.Kafka(home / "kafka", free_port(), free_port())
        self.bootstrap = self.node.bootstrap

    def command(self) -> list[str]:
        """The server, initialised first."""
        self.node.initialise()
        return self.node.command()

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self.node.is_ready()


class RunningMailbox(RunningPart):
    """A mail server that keeps letters; `fail(kind=...)` makes it refuse, hang, lose its reply or be down."""

    name = "mailbox"

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.smtp_port, self.http_port = free_port(), free_port()
        self.smtp_url = f"smtp://127.0.0.1:{self.smtp_port}"
        self.http_url = f"http://127.0.0.1:{self.http_port}/mail"

    def command(self) -> list[str]:
        """The mail server with its web pages."""
        arguments = [str(self.home / "mail"), str(self.smtp_port), str(self.http_port)]
        return [sys.executable, "-m", "localrun.mailbox", *arguments]

    def is_ready(self) -> bool:
        """Whether both doors are open."""
        return answers(self.http_port) and answers(self.smtp_port)

    def messages(self, query: str = "") -> list[dict[str, Any]]:
        """The letters that match (Mailpit's search words), newest first, with `Text` and `HTML`."""
        found = self._call("GET", "/search", params={"query": query, "limit": 1000})["messages"]
        return [self._call("GET", f"/message/{letter['ID']}") for letter in found]

    def clear(self) -> None:
        """Forget all letters."""
        httpx.delete(f"{self.http_url}/api/v1/messages").raise_for_status()

    def fail(self, kind: str, **details: Any) -> None:
        """Fail from now on: see `localrun.mailbox.smtp.Fault`."""
        self._call("PUT", "/faults", json={"kind": kind, **details})

    def heal(self) -> None:
        """Fail no more."""
        self._call("DELETE", "/faults")

    @property
    def attempts(self) -> int:
        """How many letters were offered, refused ones among them."""
        return int(self._call("GET", "/faults")["attempts"])

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        return httpx.request(method, f"{self.http_url}/api/v1{path}", **kwargs).raise_for_status().json()


Part = TypeVar("Part", bound=RunningPart)


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Path]:
    """A directory for the data of this session's parts."""
    home = Path(tempfile.mkdtemp(prefix="cabinet-test-"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(stack_home: Path) -> Iterator[RunningPostgres]:
    """An embedded PostgreSQL server."""
    yield from _running(RunningPostgres(stack_home))


@pytest.fixture(scope="session")
def kafka(stack_home: Path) -> Iterator[RunningKafka]:
    """A Kafka broker without topics."""
    yield from _running(RunningKafka(stack_home))


@pytest.fixture(scope="session")
def mailbox(stack_home: Path) -> Iterator[RunningMailbox]:
    """A mailbox."""
    yield from _running(RunningMailbox(stack_home))


def _running(part: Part) -> Iterator[Part]:
    part.start()
    yield part
    part.stop()
