"""The whole stack for tests and measurements: started, looked at, hurt."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from localrun.home import Home
from localrun.mailbox.client import MailboxClient
from localrun.spawn import spawn
from localrun.waiting import wait_until

_STARTS_WITHIN = 90
_BACK_WITHIN = 20


class RunningStack(Mapping[str, Any]):
    """stack.json as it is now, and the means to stop, kill and start what runs.

    Names are those of `processes`: "kafka", "postgres", "gateway", "identity.api", "identity.worker", …
    """

    def __init__(self, stack_file: Path) -> None:
        self._file = stack_file
        self._home = Home(stack_file.parent)

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    @property
    def mailbox(self) -> MailboxClient:
        """The stack's mailbox, past the gateway."""
        return MailboxClient(f"http://127.0.0.1:{self['ports']['mailbox']}/mail")

    @property
    def logs(self) -> Path:
        """The directory of the processes' logs."""
        return self._home.logs

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a process; the supervisor starts it again. Returns when it has ended."""
        pid = self["processes"][name]
        os.kill(pid, how)
        wait_until(lambda: not _lives(pid), seconds=_BACK_WITHIN, what=f"{name} ends")

    def wait_ready(self, *, seconds: float = _BACK_WITHIN) -> None:
        """Return when everything runs and serves."""
        wait_until(self._is_ready, seconds=seconds, what=f"the stack of {self._file} is ready")

    def restart(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End a process and wait until it is back and everything serves."""
        self.kill(name, how)
        self.wait_ready()

    def stop_part(self, name: str) -> None:
        """End a process in order and keep it from being started again, until `start_part`."""
        self._home.hold(name)
        self.kill(name, signal.SIGTERM)

    def start_part(self, name: str, *, seconds: float = _BACK_WITHIN) -> None:
        """Let a stopped process be started again, and wait until everything serves."""
        self._home.release(name)
        self.wait_ready(seconds=seconds)

    def _is_ready(self) -> bool:
        stack = self._read()
        return bool(stack.get("ready")) and all(map(_lives, stack["processes"].values()))

    def _read(self) -> dict[str, Any]:
        return self._home.stack()


@contextmanager
def running_stack(home: Path, *arguments: str, **environment: str) -> Iterator[RunningStack]:
    """A stack of its own on free ports, with its data in `home`; it ends with us, even if we are killed."""
    log = home.with_name(f"{home.name}.log")
    command = [sys.executable, "-m", "localrun", "--home", str(home), "up", "--test", *arguments]
    process = spawn(command, log=log, env={**os.environ, **environment}, death_signal=signal.SIGTERM)
    stack = RunningStack(home / "stack.json")
    try:
        wait_until(lambda: _started(process, stack), seconds=_STARTS_WITHIN, what="the stack starts")
        yield stack
    except (TimeoutError, RuntimeError) as error:
        error.add_note(log.read_text())
        raise
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)


def _started(process: subprocess.Popen[bytes], stack: RunningStack) -> bool:
    if process.poll() is not None:
        raise RuntimeError("the stack ended at its start")
    return bool(stack.get("ready"))


def _lives(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
