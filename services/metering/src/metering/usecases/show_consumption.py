"""What was consumed under a contract, by month, day or hour."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.database import AsyncSession

from metering.clients.files.m80020 import ACTIVE_RECEIVED
from metering.domain.consumption import (
    By,
    ConsumptionItem,
    ConsumptionSeries,
    is_preliminary,
    method_of,
    month_item,
    series,
    with_missing_days,
)
from metering.domain.intervals import IntervalBlock
from metering.domain.monthly import by_month
from metering.domain.periods import Period
from metering.domain.readings import Source, State
from metering.domain.zones import TariffZone
from metering.storage.intervals import IntervalRepository, MeteredBlock
from metering.storage.meters import MeterRepository
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository

_Blocks = Mapping[UUID, Sequence[IntervalBlock]]


@dataclass(frozen=True)
class Span:
    """Moscow dates, `since` inclusive, `until` exclusive, and the step."""

    since: date
    until: date
    by: By


async def show_consumption(
    session: AsyncSession, number: str, span: Span, now: datetime
) -> Sequence[ConsumptionSeries]:
    """A series per meter and zone. By day and hour there is only interval data; by month a reading wins over it."""
    if span.by is By.MONTH:
        return await _months(session, number, span, now)
    serials = await MeterRepository(session).serials_of(number)
    found = await IntervalRepository(session).consumption(number, span.since, span.until, ACTIVE_RECEIVED)
    return await asyncio.to_thread(_by_interval, _grouped(found), serials, span.by)


async def _months(session: AsyncSession, number: str, span: Span, now: datetime) -> Sequence[ConsumptionSeries]:
    first, last = Period.of(span.since), Period.of(span.until - timedelta(days=1))
    year_before, end = first.plus(-12), last.plus(1).first_day
    meters = await MeterRepository(session).monthly_of(number)
    found = await IntervalRepository(session).consumption(number, year_before.first_day, end, ACTIVE_RECEIVED)
    readings = await ReadingRepository(session).of_contract(number, str(year_before), str(last))
    items = [item for row in readings for item in _items(row)]
    return list(by_month(meters, items, _grouped(found), first=first, last=last, now=now))


def _by_interval(blocks: _Blocks, serials: Mapping[UUID, str], by: By) -> list[ConsumptionSeries]:
    return [
        ConsumptionSeries(meter_id, serial, TariffZone.SINGLE, series(with_missing_days(blocks[meter_id]), by))
        for meter_id, serial in serials.items()
        if meter_id in blocks
    ]


def _grouped(found: Sequence[MeteredBlock]) -> _Blocks:
    grouped: dict[UUID, list[IntervalBlock]] = defaultdict(list)
    for one in found:
        grouped[one.meter_id].append(one.block)
    return grouped


def _items(row: ReadingRow) -> Iterator[tuple[UUID, TariffZone, ConsumptionItem]]:
    known = {"method": method_of(Source(row.source)), "preliminary": is_preliminary(State(row.state))}
    for zone, volume in row.volumes.items():
        yield row.meter_id, zone, month_item(Period.parse(row.period), volume, **known)
