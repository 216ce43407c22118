"""Waiting for facts."""

import time
from collections.abc import Callable


def wait_until(fact: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05) -> None:
    """Return as soon as `fact()` holds; TimeoutError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(every)
