"""Single parts of the stack for tests and measurements: started on free ports, stopped, killed and started again."""

import secrets
import signal
import subprocess
import sys
from pathlib import Path

from localrun import kafka as kf
from localrun import kafka_aot
from localrun import postgres as pg
from localrun.mailbox.client import MailboxClient
from localrun.ports import answers, free_port
from localrun.spawn import spawn
from localrun.waiting import wait_until

_TESTER = "tester"


class RunningPart:
    """A process that a test may stop, kill and start again; it ends with the process that started it."""

    name = "part"
    stop_signal = signal.SIGTERM
    death_signal = signal.SIGKILL
    as_nobody = False

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
        wait_until(self._ready_or_dead, seconds=30, what=f"{self.name} serves")

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
        return self.node.command(*kafka_aot.flags())

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self.node.is_ready()


class RunningMailbox(RunningPart, MailboxClient):
    """A mail server that keeps letters; `fail("refuse", code=451)` makes it refuse, hang, lose its reply or be down."""

    name = "mailbox"

    def __init__(self, home: Path) -> None:
        RunningPart.__init__(self, home)
        self.smtp_port, self.http_port = free_port(), free_port()
        self.smtp_url = f"smtp://127.0.0.1:{self.smtp_port}"
        MailboxClient.__init__(self, f"http://127.0.0.1:{self.http_port}/mail")

    def command(self) -> list[str]:
        """The mail server with its web pages."""
        arguments = [str(self.home / "mail"), str(self.smtp_port), str(self.http_port)]
        return [sys.executable, "-m", "localrun.mailbox", *arguments]

    def is_ready(self) -> bool:
        """Whether both doors are open."""
        return answers(self.http_port) and answers(self.smtp_port)
