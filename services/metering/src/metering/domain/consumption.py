"""Series of consumption by month, day or hour from what was counted: readings and interval data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from metering.domain.intervals import IntervalBlock
from metering.domain.periods import Period, day_of, start_of
from metering.domain.readings import Source, State


class By(StrEnum):
    """The step of a series."""

    MONTH = "month"
    DAY = "day"
    HOUR = "hour"


class Method(StrEnum):
    """How a volume was found: counted by the meter, substituted for a missing reading, or calculated."""

    METERED = "metered"
    SUBSTITUTED = "substituted"
    CALCULATED = "calculated"


@dataclass(frozen=True)
class ConsumptionItem:
    """One volume. `start` is YYYY-MM, a date, or an instant (UTC); a gap has no volume. `preliminary`: the
    supplier has not accepted it. `missing` counts intervals without a value inside a volume that is known in part."""

    start: str
    volume_kwh: Decimal | None
    method: Method = Method.METERED
    preliminary: bool = False
    missing: int = 0

    @property
    def gap(self) -> bool:
        """Nothing is known here."""
        return self.volume_kwh is None


def method_of(source: Source) -> Method:
    """The supplier's own estimates are told apart from what a meter showed."""
    return Method.CALCULATED if source is Source.ESTIMATED else Method.METERED


def is_preliminary(state: State) -> bool:
    """Submitted but not accepted yet."""
    return state is not State.ACCEPTED


def instant(moment: datetime) -> str:
    """2026-11-24T09:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def series(blocks: Iterable[IntervalBlock], by: By) -> list[ConsumptionItem]:
    """Interval data summed by the step, in the order of time.

    A day or month known in part carries the sum of what is known and how much is missing. An hour known in
    part stands as its known half, and beside it the missing half-hour as a gap, so that sums stay whole and
    no gap is hidden.
    """
    ordered = sorted(blocks, key=lambda block: block.day)
    if by is By.HOUR:
        return [item for block in ordered for item in _hours(block)]
    sums: dict[str, list[IntervalBlock]] = defaultdict(list)
    for block in ordered:
        sums[str(Period.of(block.day)) if by is By.MONTH else block.day.isoformat()].append(block)
    return [_summed(start, parts) for start, parts in sums.items()]


def _summed(start: str, parts: list[IntervalBlock]) -> ConsumptionItem:
    missing = sum(block.gaps for block in parts)
    known = sum(len(block.values) for block in parts) > missing
    volume = sum((block.kwh for block in parts), Decimal()) if known else None
    return ConsumptionItem(start, volume, missing=missing)


def _hours(block: IntervalBlock) -> Iterator[ConsumptionItem]:
    if block.minutes == 60:
        yield from (
            ConsumptionItem(instant(start), value, missing=int(value is None)) for start, value in block.timed()
        )
        return
    start, values = start_of(block.day), block.values
    for index in range(0, len(values), 2):
        moment, first, second = start + timedelta(minutes=30 * index), values[index], values[index + 1]
        if first is not None and second is not None:
            yield ConsumptionItem(instant(moment), first + second)
            continue
        known = second if first is None else first
        if known is None:
            yield ConsumptionItem(instant(moment), None, missing=2)
            continue
        yield ConsumptionItem(instant(moment), known, missing=1)
        yield ConsumptionItem(instant(moment if first is None else moment + timedelta(minutes=30)), None, missing=1)


def empty_days(since: datetime, until: datetime, present: set[object]) -> list[IntervalBlock]:
    """Blocks of nothing but gaps for the Moscow days in [since, until) that have no block at all."""
    day, last, found = day_of(since), day_of(until - timedelta(microseconds=1)), []
    while day <= last:
        if day not in present:
            hours = int((start_of(day + timedelta(days=1)) - start_of(day)).total_seconds()) // 3600
            found.append(IntervalBlock(day, 60, (None,) * hours))
        day += timedelta(days=1)
    return found
