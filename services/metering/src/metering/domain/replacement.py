"""A meter taken off: its closing values end its part of the period, its successor's opening values begin theirs,
so that the volume of the period stays whole (G11)."""

from decimal import Decimal

from metering.domain.readings import Baseline, Dial, Volume, ZoneValues, volume_between
from metering.domain.zones import TariffZone


def closing_volumes(dial: Dial, baseline: Baseline, final: ZoneValues) -> dict[TariffZone, Decimal]:
    """kWh from the last counted values to the closing ones. The act is the supplier's: a value below the last
    counted one is a correction downwards (a negative volume), unless a rollover gives the smaller volume."""
    volumes = {}
    for zone, value in final.items():
        previous = baseline.values.get(zone, value)
        plain = (value - previous) * dial.multiplier
        rolled = volume_between(zone, previous, value, dial=dial, believed_kwh=Decimal("Infinity"))
        volumes[zone] = min(rolled, Volume(plain), key=lambda volume: abs(volume.kwh)).kwh
    return volumes
