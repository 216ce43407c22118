"""Meters that were taken off: their closing values end their part of the period (domain.md G11)."""

from collections.abc import Sequence
from datetime import datetime

from chassis.database import AsyncSession

from metering.domain.readings import Source
from metering.domain.windows import period_of_day
from metering.storage.meters import MeterRepository, RuledMeter, baseline_of
from metering.usecases.of_supplier import reading_of_supplier
from metering.usecases.write_readings import NewReading, write_readings


async def close_meters(session: AsyncSession, numbers: Sequence[str], now: datetime) -> None:
    """Writes an accepted act for each removed meter of the contracts whose closing values have none yet."""
    acts = [await _act(session, removed) for removed in await MeterRepository(session).removed_of(numbers)]
    await write_readings(session, [act for act in acts if act is not None], now)


async def _act(session: AsyncSession, removed: RuledMeter) -> NewReading | None:
    final = baseline_of(removed.meter.final)
    if final is None:
        return None
    period = str(period_of_day(removed.rule, final.taken_on))
    return await reading_of_supplier(session, removed.meter, final, period=period, source=Source.ACT)
