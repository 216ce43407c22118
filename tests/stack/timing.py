"""Whether two ways take the same time."""

import statistics
import time
from collections.abc import Callable

import httpx

_NOISE_MS = 25


def same_time(
    name: str, known: Callable[[], httpx.Response], unknown: Callable[[], httpx.Response], *, rounds: int
) -> None:
    """Call both in turn and compare: medians differ by no more than the noise of a loaded machine. Printed."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds):
        for is_known, call in ((True, known), (False, unknown)):
            begun = time.perf_counter()
            answer = call()
            times[is_known].append((time.perf_counter() - begun) * 1000)
            assert answer.status_code < 429, answer.text
    medians = {is_known: statistics.median(values) for is_known, values in times.items()}
    print(f"\n{name}: known {medians[True]:.0f} ms, unknown {medians[False]:.0f} ms (median of {rounds})")
    assert abs(medians[True] - medians[False]) <= _NOISE_MS
