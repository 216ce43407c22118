"""Loads all that decides whether readings can be taken, for one meter or for all of a contract, in three queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.readings import Baseline, Context, Dial, ZoneValues
from metering.domain.submission import MeterCase
from metering.domain.windows import WindowRule, current_window
from metering.domain.zones import TariffZone
from metering.storage.meters import at_point, baseline_of
from metering.storage.models import ContractRow, DeliveryPointRow, MeterRow
from metering.storage.reading_models import LIVE_STATES, MultiplierRow, ReadingRow

_PERIODS = 14
"""The twelve of the average, the present one, and one to spare."""


@dataclass(frozen=True)
class LoadedCase:
    """A meter's case with the rows it was made of. `live` is the reading of the window's own period, if any."""

    case: MeterCase
    meter: MeterRow
    point: DeliveryPointRow
    live: UUID | None


@dataclass(frozen=True)
class _Past:
    """A live reading, as far as it matters for the next one."""

    id: UUID
    point_code: str
    meter_id: UUID
    period: str
    taken_on: date
    values: ZoneValues
    volumes: ZoneValues


class CaseRepository:
    """Meters of a contract with their windows, baselines and histories."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_meter(self, meter_id: UUID, now: datetime) -> LoadedCase | None:
        """One meter."""
        found = await self._load(MeterRow.id == meter_id, now)
        return found[0] if found else None

    async def of_contract(self, number: str, now: datetime) -> list[LoadedCase]:
        """All meters that the registry lists, in its order."""
        return await self._load(and_(MeterRow.contract_number == number, MeterRow.listed), now)

    async def _load(self, where: ColumnElement[bool], now: datetime) -> list[LoadedCase]:
        rows = await self._session.execute(
            select(MeterRow, DeliveryPointRow, ContractRow)
            .join(DeliveryPointRow, at_point())
            .join(ContractRow, ContractRow.number == MeterRow.contract_number)
            .where(where)
            .order_by(MeterRow.point_code, MeterRow.serial)
        )
        found = rows.all()
        if not found:
            return []
        meters = [row.MeterRow for row in found]
        past = await self._past(meters[0].contract_number, {meter.point_code for meter in meters})
        multipliers = await self._multipliers([meter.id for meter in meters])
        return [_loaded(row, past[row.MeterRow.point_code], multipliers[row.MeterRow.id], now) for row in found]

    async def _past(self, number: str, points: set[str]) -> Mapping[str, list[_Past]]:
        """The newest live readings of each meter of the points, newest first."""
        newest = func.row_number().over(partition_by=ReadingRow.meter_id, order_by=ReadingRow.period.desc())
        ranked = (
            select(
                ReadingRow.id,
                ReadingRow.point_code,
                ReadingRow.meter_id,
                ReadingRow.period,
                ReadingRow.taken_on,
                ReadingRow.values,
                ReadingRow.volumes,
                newest.label("rank"),
            )
            .where(ReadingRow.contract_number == number, ReadingRow.point_code.in_(points))
            .where(ReadingRow.state.in_(LIVE_STATES))
            .subquery()
        )
        query = select(ranked).where(ranked.c.rank <= _PERIODS).order_by(ranked.c.period.desc())
        grouped: dict[str, list[_Past]] = defaultdict(list)
        for row in await self._session.execute(query):
            grouped[row.point_code].append(_Past(*row[:-1]))
        return grouped

    async def _multipliers(self, meters: Sequence[UUID]) -> Mapping[UUID, list[tuple[date, Decimal]]]:
        query = select(MultiplierRow.meter_id, MultiplierRow.valid_from, MultiplierRow.multiplier)
        grouped: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
        ordered = query.where(MultiplierRow.meter_id.in_(meters)).order_by(MultiplierRow.valid_from)
        for meter_id, since, value in await self._session.execute(ordered):
            grouped[meter_id].append((since, value))
        return grouped


def _loaded(
    row: Row[MeterRow, DeliveryPointRow, ContractRow],
    past: Sequence[_Past],
    multipliers: Sequence[tuple[date, Decimal]],
    now: datetime,
) -> LoadedCase:
    meter, point, contract = row
    window = current_window(WindowRule(contract.customer_kind, point.window_opens_day, point.window_closes_day), now)
    period = str(window.period)
    own = [one for one in past if one.meter_id == meter.id]
    dial = Dial(
        digits=meter.digits,
        decimals=meter.decimals,
        zones=[TariffZone(zone) for zone in meter.zones],
        multiplier=meter.multiplier,
        max_power_kw=contract.max_power_kw,
    )
    context = Context(dial, _baseline(meter, own, period), _history(past, period))
    case = MeterCase(
        meter_id=meter.id,
        serial=meter.serial,
        context=context,
        window=window,
        remote_read=meter.remote_read,
        removed_on=meter.removed_on,
        multipliers=multipliers,
    )
    return LoadedCase(case, meter, point, next((one.id for one in own if one.period == period), None))


def _baseline(meter: MeterRow, own: Sequence[_Past], period: str) -> Baseline | None:
    """The newest reading of an earlier period, unless the registry's opening values are newer."""
    last = next((Baseline(one.taken_on, one.values) for one in own if one.period < period), None)
    opening = baseline_of(meter.initial)
    if opening is None or (last is not None and last.taken_on >= opening.taken_on):
        return last
    return opening


def _history(past: Sequence[_Past], period: str) -> list[ZoneValues]:
    """Volumes of the point by earlier period, newest first: a meter that was replaced has its part in them."""
    by_period: dict[str, dict[TariffZone, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in past:
        if one.period < period:
            for zone, volume in one.volumes.items():
                by_period[one.period][zone] += volume
    return [by_period[key] for key in sorted(by_period, reverse=True)]
