"""Processes of the stack whose supervisor is gone."""

import os
import signal
import time
from contextlib import suppress

from localrun.console import say
from localrun.home import Home
from localrun.waiting import wait_until

_DIE_BY_THEMSELVES = 2.0  # the kernel has told them; a database needs a moment


def wait_until_gone(home: Home) -> list[int]:
    """Give what has been told to end a moment to do so; those that have not."""
    deadline = time.monotonic() + _DIE_BY_THEMSELVES
    while (left := home.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def end_leftovers(home: Home) -> None:
    """End what an earlier run has left behind; the caller holds the stack's lock."""
    if not (left := wait_until_gone(home)):
        return
    say(f"ending {len(left)} processes that an earlier run has left behind")
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not home.processes(), seconds=10, what="the processes of an earlier run end")
