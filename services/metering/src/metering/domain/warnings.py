"""What makes a reading look wrong without being impossible: the customer is asked, and may insist (M9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from metering.domain.policies import Thresholds
from metering.domain.readings import Context, Volume, ZoneValues, capacity_kwh
from metering.domain.zones import TariffZone

Volumes = Mapping[TariffZone, Volume]


class WarningCode(StrEnum):
    """Names that `accept_warnings` takes."""

    ROLLOVER = "rollover"
    EXCEEDS_AVERAGE = "exceeds_average"
    EXCEEDS_CAPACITY = "exceeds_capacity"
    ZERO = "zero"
    ZONE_SPIKE = "zone_spike"
    NIGHT_SHARE = "night_share"


@dataclass(frozen=True)
class ReadingWarning:
    """One doubt; `zone` is None when it is about the meter as a whole."""

    code: WarningCode
    zone: TariffZone | None
    detail: str

    def as_dict(self) -> dict[str, str | None]:
        """As an answer and a row carry it."""
        return {"code": self.code.value, "zone": self.zone and self.zone.value, "detail": self.detail}


def _kwh(value: Decimal) -> str:
    return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}") + " кВт·ч"


def _average(values: list[Decimal], limits: Thresholds) -> Decimal | None:
    """The mean of the last values, None when there are too few to tell."""
    recent = values[: limits.history_periods]
    return sum(recent, Decimal()) / len(recent) if len(recent) >= limits.history_least else None


def warnings_about(context: Context, volumes: Volumes, *, taken_on: date, limits: Thresholds) -> list[ReadingWarning]:
    """All doubts about these volumes, in the order a person reads them."""
    total = sum((volume.kwh for volume in volumes.values()), Decimal())
    sole = next(iter(volumes)) if len(volumes) == 1 else None
    history = [dict(volumes) for volumes in context.history]
    found = [*_rollovers(volumes), *_capacity(context, total, taken_on, sole)]
    average = _average([sum(past.values(), Decimal()) for past in history], limits)
    if average is not None and total > average * limits.average_factor:
        text = f"Расход {_kwh(total)} в несколько раз больше обычного: в среднем было {_kwh(average)} за период."
        found.append(ReadingWarning(WarningCode.EXCEEDS_AVERAGE, sole, text))
    elif len(volumes) > 1:
        found.extend(_spikes(context, volumes, limits))
    return [*found, *_zeros(context, volumes), *_night(history, volumes, total, limits)]


def _rollovers(volumes: Volumes) -> Iterator[ReadingWarning]:
    for zone, volume in volumes.items():
        if volume.rolled_over:
            text = f"Показание меньше предыдущего. Если счётчик прошёл через ноль, расход составил {_kwh(volume.kwh)}."
            yield ReadingWarning(WarningCode.ROLLOVER, zone, text)


def _capacity(context: Context, total: Decimal, taken_on: date, zone: TariffZone | None) -> Iterator[ReadingWarning]:
    if context.baseline is None:
        return
    capacity = capacity_kwh(context.dial, context.baseline.taken_on, taken_on)
    if capacity is not None and total > capacity:
        text = f"Расход {_kwh(total)} больше, чем возможно при максимальной мощности по договору: {_kwh(capacity)}."
        yield ReadingWarning(WarningCode.EXCEEDS_CAPACITY, zone, text)


def _spikes(context: Context, volumes: Volumes, limits: Thresholds) -> Iterator[ReadingWarning]:
    for zone, volume in volumes.items():
        average = _average([past[zone] for past in context.history if zone in past], limits)
        if average is not None and volume.kwh > average * limits.zone_factor:
            text = f"Зона «{zone.word}»: {_kwh(volume.kwh)} при обычных {_kwh(average)}, другие зоны не выросли."
            yield ReadingWarning(WarningCode.ZONE_SPIKE, zone, text)


def _zeros(context: Context, volumes: Volumes) -> Iterator[ReadingWarning]:
    before: ZoneValues = context.history[0] if context.history else {}
    for zone, volume in volumes.items():
        if volume.kwh == 0 and before.get(zone, Decimal()) > 0:
            text = f"Расход нулевой, а в прошлом периоде был {_kwh(before[zone])}."
            yield ReadingWarning(WarningCode.ZERO, zone, text)


def _night(
    history: list[dict[TariffZone, Decimal]], volumes: Volumes, total: Decimal, limits: Thresholds
) -> Iterator[ReadingWarning]:
    night = volumes.get(TariffZone.NIGHT)
    if night is None or len(volumes) < 2 or night.kwh in (0, total):
        return
    shares = [past[TariffZone.NIGHT] / sum(past.values()) for past in history if _has_night(past)]
    usual = _average(shares, limits)
    ceiling = limits.night_ceiling if usual is None else usual + limits.night_step
    if night.kwh / total > ceiling:
        text = f"На ночную зону приходится {night.kwh / total:.0%} расхода. Не перепутаны ли зоны?"
        yield ReadingWarning(WarningCode.NIGHT_SHARE, TariffZone.NIGHT, text)


def _has_night(past: dict[TariffZone, Decimal]) -> bool:
    return TariffZone.NIGHT in past and sum(past.values()) > 0
