"""The directory that holds everything of one local stack."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from localrun.errors import StartError

_NEEDED_MB = 300
_VARIABLE = "CABINET_PART_OF"  # in the environment of every process of ours: so they are told from others'


class Home:
    """`.cabinet/`: data, logs, secrets and the description of the running stack. Only its owner may look inside."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self.stack_file = self.path / "stack.json"
        self.secrets_file = self.path / "secrets.json"
        self._lock_file = self.path / "lock"

    @property
    def environment(self) -> dict[str, str]:
        """Ours, with the mark of the stack's processes."""
        return {**os.environ, _VARIABLE: str(self.path)}

    def create(self) -> None:
        """Make the directories; StartError when there is no room for them."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        for hold in self.path.glob("*.hold"):
            hold.unlink()
        free_mb = shutil.disk_usage(self.path).free >> 20
        if free_mb < _NEEDED_MB:
            raise StartError(f"The disk is full: {free_mb} MB are free at {self.path}, {_NEEDED_MB} MB are needed.")

    def log(self, name: str) -> Path:
        """The log of a process."""
        return self.logs / f"{name}.log"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the stack for us alone; the kernel lets go of it even if we are killed."""
        with self._lock_file.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StartError(f"The stack is already running{self._whereabouts()}.") from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def supervisor(self) -> int | None:
        """The process that holds the stack, if one does."""
        with suppress(FileNotFoundError), self._lock_file.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read() or 0) or None
        return None

    def hold(self, name: str) -> None:
        """Keep a process from being started again when it ends."""
        self._hold_file(name).touch()

    def release(self, name: str) -> None:
        """Let it be started again."""
        self._hold_file(name).unlink(missing_ok=True)

    def is_held(self, name: str) -> bool:
        """Whether it is kept from being started."""
        return self._hold_file(name).exists()

    def stack(self) -> dict[str, Any]:
        """stack.json, or nothing when there is none."""
        try:
            described: dict[str, Any] = json.loads(self.stack_file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return described

    def processes(self) -> list[int]:
        """Every living process of this stack, whoever started it, except ourselves and zombies."""
        mark = f"{_VARIABLE}={self.path}".encode()
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _carries(entry, mark)]

    def _hold_file(self, name: str) -> Path:
        return self.path / f"{name}.hold"

    def _whereabouts(self) -> str:
        described = self.stack()
        at = f" at {described['gateway']}" if described else ""
        return f"{at} (process {self.supervisor()}); `make down` stops it"


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Replace a JSON file at once, readable by its owner only."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    unfinished.replace(path)


def _carries(process: Path, mark: bytes) -> bool:
    try:
        environment = (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return mark in environment and int(process.name) != os.getpid()
