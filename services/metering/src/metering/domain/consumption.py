"""Series of consumption by month, day or hour from what was counted: readings and interval data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import add
from typing import Any, Final, NamedTuple
from uuid import UUID

from metering.domain.intervals import IntervalBlock, wall_clock
from metering.domain.periods import Period, start_of
from metering.domain.readings import Source, State
from metering.domain.zones import TariffZone

_HOUR: Final = timedelta(hours=1)
_TWO: Final = tuple(f"{number:02}" for number in range(60))


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


class ConsumptionItem(NamedTuple):
    """One volume of [begins, ends). `start` is YYYY-MM, a date, or an instant (UTC); a gap has no volume.
    `preliminary`: the supplier has not accepted it. `missing` counts intervals without a value, of those that
    a volume is the sum of. `year_ago_kwh` is the volume of the same month a year before, if it is known."""

    start: str
    begins: datetime
    ends: datetime
    volume_kwh: Decimal | None
    method: Method = Method.METERED
    preliminary: bool = False
    missing: int = 0
    year_ago_kwh: Decimal | None = None

    @property
    def gap(self) -> bool:
        """Nothing is known here."""
        return self.volume_kwh is None


@dataclass(frozen=True)
class ConsumptionSeries:
    """The volumes of one zone of one meter, in the order of time."""

    meter_id: UUID
    serial: str
    zone: TariffZone
    items: Sequence[ConsumptionItem]


def method_of(source: Source) -> Method:
    """The supplier's own estimates are told apart from what a meter showed."""
    return Method.CALCULATED if source is Source.ESTIMATED else Method.METERED


def is_preliminary(state: State) -> bool:
    """Submitted but not accepted yet."""
    return state is not State.ACCEPTED


def instant(moment: datetime) -> str:
    """An instant of UTC as 2026-11-24T09:00:00Z. Four times as fast as `isoformat()`."""
    return f"{_iso(moment.date())}T{_TWO[moment.hour]}:{_TWO[moment.minute]}:{_TWO[moment.second]}Z"


@lru_cache
def _iso(day: date) -> str:
    return day.isoformat()


def month_item(period: Period, volume: Decimal | None, **known: Any) -> ConsumptionItem:
    """The volume of a month."""
    return ConsumptionItem(str(period), start_of(period.first_day), start_of(period.plus(1).first_day), volume, **known)


def series(blocks: Iterable[IntervalBlock], by: By) -> list[ConsumptionItem]:
    """Interval data summed by the step, in the order of time.

    A day or month known in part carries the sum of what is known and how much is missing. An hour known in
    part stands as its known half and its missing half as a gap, so that sums stay whole and no gap is hidden.
    """
    ordered = sorted(blocks, key=lambda block: block.day)
    if by is By.HOUR:
        return [item for block in ordered for item in _hours(block)]
    if by is By.DAY:
        return [_day_item(block) for block in ordered]
    months: dict[Period, list[IntervalBlock]] = defaultdict(list)
    for block in ordered:
        months[Period.of(block.day)].append(block)
    return [_month_of(period, parts) for period, parts in months.items()]


def _month_of(period: Period, parts: Sequence[IntervalBlock]) -> ConsumptionItem:
    volume, missing = _sum(parts)
    return month_item(period, volume, missing=missing)


def _day_item(block: IntervalBlock) -> ConsumptionItem:
    volume, missing = _sum([block])
    begins, ends = start_of(block.day), start_of(block.day + timedelta(days=1))
    return ConsumptionItem(block.day.isoformat(), begins, ends, volume, missing=missing)


def _sum(parts: Sequence[IntervalBlock]) -> tuple[Decimal | None, int]:
    """(what is known, how many intervals are missing)."""
    missing = sum(block.gaps for block in parts)
    known = sum(len(block.values) for block in parts) > missing
    return (sum((block.kwh for block in parts), Decimal()) if known else None), missing


def _hours(block: IntervalBlock) -> Iterator[ConsumptionItem]:
    """A day without gaps goes the short way: a year is 8,760 hours."""
    known = [value for value in block.values if value is not None]
    if len(known) < len(block.values):
        yield from _known_in_part(block)
        return
    begins = start_of(block.day)
    for volume in known if block.minutes == 60 else map(add, known[::2], known[1::2]):
        ends = begins + _HOUR
        yield ConsumptionItem(instant(begins), begins, ends, volume)
        begins = ends


def _known_in_part(block: IntervalBlock) -> Iterator[ConsumptionItem]:
    start, values, step = start_of(block.day), block.values, timedelta(minutes=block.minutes)
    per_hour = 60 // block.minutes
    for index in range(0, len(values), per_hour):
        parts = values[index : index + per_hour]
        begins = start + step * index
        known = [value for value in parts if value is not None]
        if len(known) in (0, per_hour):
            volume = sum(known, Decimal()) if known else None
            yield _item(begins, begins + _HOUR, volume, per_hour - len(known))
            continue
        for offset, value in enumerate(parts):
            half = begins + step * offset
            yield _item(half, half + step, value, int(value is None))


def _item(begins: datetime, ends: datetime, volume: Decimal | None, missing: int) -> ConsumptionItem:
    return ConsumptionItem(instant(begins), begins, ends, volume, missing=missing)


def with_missing_days(blocks: Sequence[IntervalBlock]) -> list[IntervalBlock]:
    """The blocks with one of nothing but gaps for each day that has none between the first and the last, in as many
    intervals as the first has."""
    by_day = {block.day: block for block in blocks}
    if not by_day:
        return []
    first, last = min(by_day), max(by_day)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [by_day.get(day) or _nothing(day, by_day[first].minutes) for day in days]


def _nothing(day: date, minutes: int) -> IntervalBlock:
    return IntervalBlock(day, minutes, (None,) * len(wall_clock(day, minutes)))
