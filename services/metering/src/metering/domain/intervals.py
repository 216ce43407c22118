"""Half-hourly (or hourly) values of one channel of a point on one Moscow day (domain.md 3.4).

A day is kept by its wall clock: the period "0130" is the half-hour that begins at 01:30 in Moscow. On the
days of the clock change (Moscow had them until 2014) an hour of the wall clock comes twice or not at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from metering.domain.periods import MOSCOW, start_of


class IncompleteDayError(ValueError):
    """The periods of the day are not complete and contiguous; the text says at which one."""


@dataclass(frozen=True)
class IntervalBlock:
    """One day of one channel: `values` are kWh of their own interval in the order of time, None is a gap.
    `minutes` is 30 or 60. There are as many values as the day has intervals (46, 48 or 50 half-hours)."""

    day: date
    minutes: int
    values: tuple[Decimal | None, ...]

    @property
    def gaps(self) -> int:
        """How many intervals have no value that may be trusted."""
        return sum(value is None for value in self.values)

    @property
    def kwh(self) -> Decimal:
        """The sum of what is known."""
        return sum((value for value in self.values if value is not None), Decimal())

    def timed(self) -> Iterator[tuple[datetime, Decimal | None]]:
        """Each interval's beginning (UTC) and value."""
        start, step = start_of(self.day), timedelta(minutes=self.minutes)
        return ((start + step * index, value) for index, value in enumerate(self.values))


def wall_clock(day: date, minutes: int) -> tuple[str, ...]:
    """The labels (hhmm) of the day's intervals in the order of time; a repeated hour stands twice."""
    start, end = start_of(day), start_of(day + timedelta(days=1))
    count = int((end - start).total_seconds()) // (60 * minutes)
    step = timedelta(minutes=minutes)
    return tuple(f"{(start + step * index).astimezone(MOSCOW):%H%M}" for index in range(count))


def block_of(day: date, minutes: int, periods: Sequence[tuple[str, str, Decimal | None]]) -> IntervalBlock:
    """Puts (start, end, kWh) periods of a day, in the order of the message, on the day's clock.

    They must follow each other without a hole from 0000 to 0000 (or 2400). A message that knows nothing of the
    clock change is taken as it is: the second passing of the repeated hour is a gap, and an hour that did not
    exist may carry no energy. Anything else: `IncompleteDayError`.
    """
    _check_contiguous(periods, minutes)
    labels = [start for start, _, _ in periods]
    clock = wall_clock(day, minutes)
    if tuple(labels) == clock:
        return IntervalBlock(day, minutes, tuple(value for _, _, value in periods))
    if labels != _plain_clock(minutes):
        raise IncompleteDayError(f"{len(labels)} periods, {len(clock)} expected")
    given = {start: value for start, _, value in periods}
    values = tuple(given.pop(label, None) for label in clock)
    if any(given.values()):
        raise IncompleteDayError("energy in an hour that the clock left out")
    return IntervalBlock(day, minutes, values)


def _plain_clock(minutes: int) -> list[str]:
    return [f"{index * minutes // 60:02}{index * minutes % 60:02}" for index in range(24 * 60 // minutes)]


def _check_contiguous(periods: Sequence[tuple[str, str, Decimal | None]], minutes: int) -> None:
    """Each period is `minutes` long by its own labels, and the next one begins on an end seen or repeated."""
    known = set(_plain_clock(minutes))
    for start, end, _ in periods:
        if start not in known or _next_label(start, minutes) != ("0000" if end == "2400" else end):
            raise IncompleteDayError(f"{start}-{end}")


def _next_label(label: str, minutes: int) -> str:
    later = datetime(2000, 1, 1, int(label[:2]), int(label[2:]), tzinfo=UTC) + timedelta(minutes=minutes)
    return f"{later:%H%M}"
