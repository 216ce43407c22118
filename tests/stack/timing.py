"""Whether two ways take the same time."""

import statistics
import time
from collections.abc import Callable

import httpx

_NOISE_MS = 25
ATTEMPTS = 3


def same_time(
    name: str, known: Callable[[], httpx.Response], unknown: Callable[[], httpx.Response], *, rounds: int
) -> None:
    """Call both in turn; their medians must agree, in one of three attempts: what leaks, leaks in each of them,
    while a busy machine pushes one way or the other now and then. Printed."""
    for _ in range(ATTEMPTS):
        medians = _medians(known, unknown, rounds)
        print(f"\n{name}: known {medians[0]:.0f} ms, unknown {medians[1]:.0f} ms (median of {rounds})")
        if abs(medians[0] - medians[1]) <= _NOISE_MS:
            return
    raise AssertionError(f"{name} takes another time for what is known")


def _medians(
    known: Callable[[], httpx.Response], unknown: Callable[[], httpx.Response], rounds: int
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        both = list(zip(times, (known, unknown), strict=True))
        for kept, call in both if number % 2 else reversed(both):  # neither always goes first
            begun = time.perf_counter()
            answer = call()
            kept.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code not in {429, 500, 503}, answer.text
    return statistics.median(times[0]), statistics.median(times[1])
