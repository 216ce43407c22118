"""What the person at the console sees."""

import sys
import time

_begun = time.monotonic()


def say(line: str) -> None:
    """One line, with the seconds since the start before it."""
    print(f"{time.monotonic() - _begun:7.1f}  {line}", flush=True)


def complain(line: str) -> None:
    """One line about what is wrong."""
    print(line, file=sys.stderr, flush=True)
