"""`python -m bench [NAME...]`: every figure next to its raw baseline, interleaved, the median of three rounds. Those
`ON_DEMAND` only when they are named, one round.

Writes bench/results.json and the table in docs/performance.md; exits with 1 when a target is missed.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localrun.running_stack import running_stack

from bench.figures import OF_PARTS, OF_THE_STACK, ON_DEMAND, Figure
from bench.parts import parts

ROUNDS = 3
ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"

Result = dict[str, Any]


def main(names: Sequence[str]) -> int:
    """Measure the named figures, or all."""
    results: dict[str, Result] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix=".cabinet-bench-", ignore_cleanup_errors=True) as directory:
        if figures := _chosen(OF_PARTS, names):
            with parts(Path(directory)) as running:
                results |= measure(figures, running, warm_up=True)
        if figures := _chosen(ON_DEMAND if names else (), names):
            with parts(Path(directory)) as running:
                results |= measure(figures, running, rounds=1)
        if figures := _chosen(OF_THE_STACK, names):
            with running_stack(Path(directory) / "stack") as stack:
                results |= measure(figures, stack)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    PAGE.write_text(with_table(PAGE.read_text(), results))
    measured = _chosen((*OF_PARTS, *OF_THE_STACK, *(ON_DEMAND if names else ())), names)
    missed = [figure.name for figure in measured if not figure.holds(results[figure.name])]
    _say(f"missed: {', '.join(missed)}" if missed else "every target is met")
    return 1 if missed else 0


def measure(figures: Sequence[Figure], place: Any, *, rounds: int = ROUNDS, warm_up: bool = False) -> dict[str, Result]:
    """Every figure once in each round, so that what else the machine does meets all of them. A round to warm up is not
    counted: a broker just started has yet to compile itself."""
    if warm_up:
        for figure in figures:
            figure.make(place).one_round()
    measures = {figure: figure.make(place) for figure in figures}
    values: dict[Figure, list[tuple[float, float]]] = {figure: [] for figure in figures}
    for number in range(rounds):
        for figure, taken in measures.items():
            value, baseline = taken.one_round()
            values[figure].append((value, baseline))
            _say(f"{number + 1}/{rounds} {figure.name}: {value:.5g} {figure.unit}, raw {baseline:.5g}")
    return {figure.name: summary(figure, values[figure], measures[figure]) for figure in figures}


def summary(figure: Figure, rounds: Sequence[tuple[float, float]], taken: Any) -> Result:
    """Medians over the rounds; the ratio is the median of the rounds' ratios."""
    return {
        "ratio": _rounded(statistics.median(value / baseline for value, baseline in rounds)),
        "value": _rounded(statistics.median(value for value, _ in rounds)),
        "baseline": _rounded(statistics.median(baseline for _, baseline in rounds)),
        "unit": figure.unit,
        "rounds": len(rounds),
        **{name: _rounded(value) for name, value in figure.details(taken).items()},
    }


def with_table(page: str, results: Mapping[str, Result]) -> str:
    """The page with the table of these results between its markers."""
    before, _, rest = page.partition(BEGIN)
    return "\n".join([before + BEGIN, *_table(results), END + rest.partition(END)[2]])


def _table(results: Mapping[str, Result]) -> list[str]:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    rows = [
        "| figure | what | value | raw baseline | ratio | target | met |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        _row(figure, results[figure.name])
        for figure in (*OF_PARTS, *OF_THE_STACK, *ON_DEMAND)
        if figure.name in results
    ]
    return [f"Taken {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {machine}.", "", *rows]


def _row(figure: Figure, result: Result) -> str:
    more = "".join(f"; {name} {value:g}" for name, value in result.items() if name not in _COMMON)
    value, baseline = (f"{result[name]:g} {figure.unit}" for name in ("value", "baseline"))
    met = "yes" if figure.holds(result) else "**no**"
    cells = (figure.name, figure.what, value + more, baseline, f"{result['ratio']:g}", figure.target, met)
    return f"| {' | '.join(cells)} |"


_COMMON = ("ratio", "value", "baseline", "unit", "rounds")


def _chosen(figures: Sequence[Figure], names: Sequence[str]) -> list[Figure]:
    return [figure for figure in figures if not names or figure.name in names]


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
