"""Stopping a stack from another console."""

import os
import signal
from contextlib import suppress

from localrun.console import say
from localrun.home import Home
from localrun.leftovers import end_leftovers
from localrun.waiting import wait_until


def stop(home: Home) -> int:
    """Ask the supervisor to stop and wait until nothing is left."""
    supervisor = home.supervisor()
    if supervisor is None and not home.processes():
        say("no stack is running here")
        return 0
    if supervisor is not None:
        with suppress(ProcessLookupError):
            os.kill(supervisor, signal.SIGTERM)
        wait_until(lambda: home.supervisor() is None, seconds=60, what="the supervisor ends")
    with home.locked():
        end_leftovers(home)
    say("the stack is stopped")
    return 0
