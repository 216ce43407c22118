"""What the person at the console sees."""

import sys
import time
from contextlib import suppress

_begun = time.monotonic()


def say(line: str) -> None:
    """One line, with the seconds since the start before it."""
    show(f"{time.monotonic() - _begun:7.1f}  {line}")


def show(text: str) -> None:
    """Text as it is. A console that is gone is no reason to stop."""
    with suppress(OSError):
        print(text, flush=True)


def complain(line: str) -> None:
    """One line about what is wrong."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
