"""The supplier's own values of a meter: estimates for want of a reading, acts, remote reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from chassis.database import AsyncSession

from metering.domain.numbers import read_value
from metering.domain.readings import Baseline, Source
from metering.domain.zones import TariffZone
from metering.errors import UnknownMeter, ZonesDiffer
from metering.storage.meters import MeterRepository
from metering.storage.models import MeterRow
from metering.usecases.of_supplier import reading_of_supplier
from metering.usecases.write_readings import write_readings


@dataclass(frozen=True)
class Recorded:
    """What the supplier says a meter shows."""

    contract_number: str
    meter_serial: str
    point_code: str | None
    period: str
    taken_on: date
    source: Source
    values: Mapping[str, Decimal]
    recorded_at: datetime


async def record_reading(session: AsyncSession, recorded: Recorded) -> None:
    """Keeps the value with its source; the same one again changes nothing.

    Raises UnknownMeter, ZonesDiffer, and BadNumberError for a value that the dial can not show.
    """
    named = (recorded.contract_number, recorded.meter_serial, recorded.point_code)
    found = await MeterRepository(session).named(*named)
    if len(found) != 1:
        raise UnknownMeter(serial=recorded.meter_serial)
    told = Baseline(recorded.taken_on, _values(found[0], recorded.values))
    reading = await reading_of_supplier(session, found[0], told, period=recorded.period, source=recorded.source)
    if reading is not None:
        await write_readings(session, [reading], recorded.recorded_at)


def _values(meter: MeterRow, told: Mapping[str, Decimal]) -> dict[TariffZone, Decimal]:
    if set(told) != set(meter.zones):
        raise ZonesDiffer(serial=meter.serial)
    return {
        TariffZone(zone): read_value(f"{told[zone]:f}", digits=meter.digits, decimals=meter.decimals)
        for zone in meter.zones
    }
