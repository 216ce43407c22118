"""The meters of a contract with what they last showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.database import AsyncSession

from metering.domain.readings import Baseline, State
from metering.storage.meters import MeterKey, MeterRepository, baseline_of
from metering.storage.models import DeliveryPointRow, MeterRow
from metering.storage.reading_models import LIVE_STATES, ReadingRow
from metering.storage.readings import ReadingRepository


@dataclass(frozen=True)
class MeterView:
    """A meter at its point. `accepted` is what the supplier counts from: the newest accepted reading, at first
    the values it was registered with; `submitted` the newest reading that counts, accepted or not yet."""

    meter: MeterRow
    point: DeliveryPointRow
    accepted: Baseline | None
    submitted: Baseline | None


async def list_meters(session: AsyncSession, number: str, *, after: MeterKey | None, limit: int) -> Sequence[MeterView]:
    """One page after the given meter, with one more than `limit` when there is a next page."""
    rows = await MeterRepository(session).list_of(number, after=after, limit=limit + 1)
    readings, meters = ReadingRepository(session), [meter.id for meter, _ in rows]
    accepted = await readings.latest(meters, [State.ACCEPTED])
    submitted = await readings.latest(meters, LIVE_STATES)
    return [
        MeterView(meter, point, _values(accepted, meter.id) or baseline_of(meter.initial), _values(submitted, meter.id))
        for meter, point in rows
    ]


def _values(readings: Mapping[UUID, ReadingRow], meter_id: UUID) -> Baseline | None:
    row = readings.get(meter_id)
    return Baseline(row.taken_on, row.values) if row else None
