"""Assesses a set of values: the volumes they mean, the doubts about them, and what the month may come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metering.domain import policies
from metering.domain.periods import Period
from metering.domain.policies import Thresholds
from metering.domain.readings import Context, Volume, ZoneValues, capacity_kwh, volume_between
from metering.domain.warnings import ReadingWarning, warnings_about
from metering.domain.zones import TariffZone


@dataclass(frozen=True)
class Assessment:
    """Volumes per zone in kWh; `forecast` is those volumes carried on to the length of the period's month,
    None while nothing is known about the days before."""

    volumes: Mapping[TariffZone, Decimal]
    warnings: Sequence[ReadingWarning]
    forecast: Mapping[TariffZone, Decimal] | None

    def unaccepted(self, accepted: Sequence[str]) -> list[ReadingWarning]:
        """The doubts the customer has not put aside."""
        return [warning for warning in self.warnings if warning.code not in accepted]


def assess(
    context: Context, values: ZoneValues, *, taken_on: date, period: Period, rules: Sequence[Thresholds] | None = None
) -> Assessment:
    """Assesses the values of all zones of a meter; `DecreasedError` when one can not be. Without a baseline the
    values are the first ones: no volume yet."""
    limits = policies.in_force(rules or policies.thresholds(), taken_on)
    baseline = context.baseline
    if baseline is None:
        return Assessment(dict.fromkeys(values, Decimal()), [], None)
    believed = _believed(context, taken_on, limits)
    volumes = {
        zone: volume_between(zone, baseline.values[zone], value, dial=context.dial, believed_kwh=believed)
        if zone in baseline.values
        else Volume(Decimal())
        for zone, value in values.items()
    }
    return Assessment(
        {zone: volume.kwh for zone, volume in volumes.items()},
        warnings_about(context, volumes, taken_on=taken_on, limits=limits),
        _forecast(volumes, (taken_on - baseline.taken_on).days, period),
    )


def _believed(context: Context, taken_on: date, limits: Thresholds) -> Decimal:
    dial, baseline = context.dial, context.baseline
    capacity = capacity_kwh(dial, baseline.taken_on, taken_on) if baseline else None
    return Decimal(10) ** dial.digits * limits.rollover_share * dial.multiplier if capacity is None else capacity


def _forecast(volumes: Mapping[TariffZone, Volume], days: int, period: Period) -> Mapping[TariffZone, Decimal] | None:
    if days < 1:
        return None
    return {zone: (volume.kwh * period.days / days).quantize(Decimal("0.01")) for zone, volume in volumes.items()}
