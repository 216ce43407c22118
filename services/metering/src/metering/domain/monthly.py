"""Consumption by month: readings and interval data of a contract's meters put together, with what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from metering.domain.consumption import By, ConsumptionItem, ConsumptionSeries, month_item, series, with_missing_days
from metering.domain.intervals import IntervalBlock
from metering.domain.periods import Period, day_of
from metering.domain.windows import WindowRule, period_of_day, window_of
from metering.domain.zones import TariffZone

_YEAR: Final = 12
Months = dict[Period, ConsumptionItem]


@dataclass(frozen=True)
class MonthlyMeter:
    """A meter whose months are asked for. Readings are awaited of hand-read ones from `opened_on` to `removed_on`."""

    id: UUID
    serial: str
    zones: Sequence[TariffZone]
    rule: WindowRule
    awaited: bool
    opened_on: date | None
    removed_on: date | None

    def awaits(self, period: Period, now: datetime) -> bool:
        """A reading of the period should have come by now."""
        if not self.awaited or self.opened_on is None:
            return False
        if self.removed_on is not None and period > period_of_day(self.rule, self.removed_on):
            return False
        window = window_of(self.rule, period)
        # Opening values of the eve are those of the window itself: "00:00 of the 1st" is written as the 30th, too.
        return self.opened_on + timedelta(days=1) < day_of(window.opens_at) and window.closes_at <= now


def by_month(
    meters: Sequence[MonthlyMeter],
    readings: Iterable[tuple[UUID, TariffZone, ConsumptionItem]],
    blocks: Mapping[UUID, Sequence[IntervalBlock]],
    *,
    first: Period,
    last: Period,
    now: datetime,
) -> Iterator[ConsumptionSeries]:
    """A series per meter and zone from `first` to `last`, both inside; given also the year before, each month
    is compared with the same one a year ago. A month with a reading does not count its interval data."""
    read: dict[UUID, dict[TariffZone, Months]] = defaultdict(lambda: defaultdict(dict))
    for meter_id, zone, item in readings:
        read[meter_id][zone][Period.parse(item.start)] = item
    for meter in meters:
        zones = read[meter.id]
        has_reading = {period for months in zones.values() for period in months}
        for item in series(with_missing_days(blocks.get(meter.id, ())), By.MONTH):
            if Period.parse(item.start) not in has_reading and not (item.gap and meter.awaited):
                zones[TariffZone.SINGLE][Period.parse(item.start)] = item
        _add_gaps(meter, zones, _between(first, last), now)
        for zone, months in sorted(zones.items()):
            yield ConsumptionSeries(meter.id, meter.serial, zone, _compared(months, first))


def _between(first: Period, last: Period) -> Iterator[Period]:
    while first <= last:
        yield first
        first = first.plus(1)


def _add_gaps(meter: MonthlyMeter, zones: dict[TariffZone, Months], periods: Iterator[Period], now: datetime) -> None:
    known = {period for months in zones.values() for period in months}
    for period in periods:
        if period not in known and meter.awaits(period, now):
            for zone in meter.zones:
                zones[zone][period] = month_item(period, None)


def _compared(months: Months, first: Period) -> list[ConsumptionItem]:
    shown = []
    for period in sorted(months):
        before = months.get(period.plus(-_YEAR))
        if period >= first:
            shown.append(months[period]._replace(year_ago_kwh=before.volume_kwh if before else None))
    return shown
