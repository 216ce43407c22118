"""A value that the supplier has of a meter by itself, as a reading: nobody's, not to be edited, accepted at once."""

from chassis.database import AsyncSession

from metering.domain.readings import Baseline, Dial, Source, State
from metering.domain.replacement import closing_volumes
from metering.domain.zones import TariffZone
from metering.storage.cases import MeterHead
from metering.storage.meters import baseline_of
from metering.storage.models import MeterRow
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository
from metering.usecases.write_readings import NewReading


async def reading_of_supplier(
    session: AsyncSession, meter: MeterRow, told: Baseline, *, period: str, source: Source
) -> NewReading | None:
    """What is to be written; None when the same value counts already. It replaces what counts in the period, but an
    estimate never a customer's reading: it is then kept in the history, superseded (domain.md U4)."""
    readings = ReadingRepository(session)
    live = await readings.live(meter.id, period)
    if live is not None and live.source == source and live.values == told.values:
        return None
    yields = live is not None and source is Source.ESTIMATED and live.actor_id is not None
    baseline = _baseline(await readings.before(meter.id, period), baseline_of(meter.initial)) or told
    dial = Dial(meter.digits, meter.decimals, [TariffZone(zone) for zone in meter.zones], meter.multiplier)
    return NewReading(
        meter=MeterHead.of(meter),
        period=period,
        taken_on=told.taken_on,
        values=told.values,
        volumes=closing_volumes(dial, baseline, told.values),
        baseline=baseline,
        multiplier=meter.multiplier,
        source=source,
        state=State.SUPERSEDED if yields else State.ACCEPTED,
        supersedes=live.id if live and not yields else None,
    )


def _baseline(last: ReadingRow | None, opening: Baseline | None) -> Baseline | None:
    if last is None or (opening is not None and opening.taken_on > last.taken_on):
        return opening
    return Baseline(last.taken_on, last.values)
