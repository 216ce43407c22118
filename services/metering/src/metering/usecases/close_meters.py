"""Meters that were taken off: their closing values end their part of the period (domain.md G11)."""

from collections.abc import Sequence
from datetime import datetime

from chassis.database import AsyncSession

from metering.domain.readings import Baseline, Dial, Source, State
from metering.domain.replacement import closing_volumes
from metering.domain.windows import period_of_day
from metering.domain.zones import TariffZone
from metering.storage.cases import MeterHead
from metering.storage.meters import MeterRepository, RemovedMeter, baseline_of
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository
from metering.usecases.write_readings import NewReading, write_readings


async def close_meters(session: AsyncSession, numbers: Sequence[str], now: datetime) -> None:
    """Writes an accepted act for each removed meter of the contracts whose closing values have none yet."""
    acts = [await _act(session, removed) for removed in await MeterRepository(session).removed_of(numbers)]
    await write_readings(session, [act for act in acts if act is not None], now)


async def _act(session: AsyncSession, removed: RemovedMeter) -> NewReading | None:
    meter, final = removed.meter, baseline_of(removed.meter.final)
    if final is None:
        return None
    period = str(period_of_day(removed.rule, final.taken_on))
    readings = ReadingRepository(session)
    told = await readings.live(meter.id, period)
    if told is not None and told.source == Source.ACT and told.values == final.values:
        return None
    baseline = _baseline(await readings.before(meter.id, period), baseline_of(meter.initial)) or final
    dial = Dial(meter.digits, meter.decimals, [TariffZone(zone) for zone in meter.zones], meter.multiplier)
    return NewReading(
        meter=MeterHead.of(meter),
        period=period,
        taken_on=final.taken_on,
        values=final.values,
        volumes=closing_volumes(dial, baseline, final.values),
        baseline=baseline,
        multiplier=meter.multiplier,
        source=Source.ACT,
        state=State.ACCEPTED,
        supersedes=told.id if told else None,
    )


def _baseline(last: ReadingRow | None, opening: Baseline | None) -> Baseline | None:
    if last is None or (opening is not None and opening.taken_on > last.taken_on):
        return opening
    return Baseline(last.taken_on, last.values)
