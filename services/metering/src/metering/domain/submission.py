"""One rule for every way a reading comes in (portal, a customer's system, a sheet): may these values be taken?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from metering.domain.assessment import Assessment, assess
from metering.domain.numbers import BadNumberError, read_value, volume_text
from metering.domain.periods import day_of, russian_date
from metering.domain.readings import Context, DecreasedError, Dial, ZoneValues
from metering.domain.windows import Window
from metering.domain.zones import TariffZone

STATE_FAULTS = frozenset({"remote_read", "meter_removed", "window_closed"})
"""Faults of the moment, not of what was typed."""


@dataclass(frozen=True)
class Fault:
    """Why the values can not be taken; `field` is `values`, `taken_on` or empty (the meter itself)."""

    code: str
    ru: str
    en: str
    field: str = ""
    zone: str | None = None


class RefusedError(ValueError):
    """The values can not be taken; all that is wrong is said at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class MeterCase:
    """A meter with all that decides whether a reading of it can be taken. `multipliers` are (since, value), the
    oldest first; without them the dial's own holds."""

    meter_id: UUID
    serial: str
    context: Context
    window: Window
    remote_read: bool = False
    removed_on: date | None = None
    multipliers: Sequence[tuple[date, Decimal]] = ()

    def context_on(self, day: date) -> Context:
        """The context with the multiplier in force on the day."""
        started = [value for since, value in self.multipliers if since <= day] or [self.context.dial.multiplier]
        return replace(self.context, dial=replace(self.context.dial, multiplier=started[-1]))


@dataclass(frozen=True)
class Judgement:
    """Values that can be taken, what they mean, and from what that was counted."""

    taken_on: date
    values: ZoneValues
    assessment: Assessment
    context: Context


def judge(case: MeterCase, texts: Mapping[str, str], taken_on: date, now: datetime) -> Judgement:
    """Reads and assesses the values of all zones; `RefusedError` says everything that stands in the way."""
    if faults := list(_state_faults(case, now)):
        raise RefusedError(faults)
    values, faults = _read(case.context.dial, texts)
    faults.extend(_date_faults(case.context, taken_on, day_of(now)))
    if faults:
        raise RefusedError(faults)
    context = case.context_on(taken_on)
    try:
        assessment = assess(context, values, taken_on=taken_on, period=case.window.period)
    except DecreasedError as error:
        raise RefusedError([_decreased(error, context.dial)]) from error
    return Judgement(taken_on, values, assessment, context)


def _state_faults(case: MeterCase, now: datetime) -> Iterator[Fault]:
    if case.remote_read:
        yield Fault(
            "remote_read",
            "Показания этого прибора поступают автоматически, передавать их не нужно.",
            "This meter is read remotely, there is nothing to submit.",
        )
    elif case.removed_on is not None:
        yield Fault(
            "meter_removed",
            f"Прибор снят {russian_date(case.removed_on)}: показания принимаются по прибору, который его заменил.",
            f"The meter was taken off on {case.removed_on}: readings are taken of the one that replaced it.",
        )
    elif not case.window.is_open(now):
        way_out = "Если показание нужно исправить, обратитесь к поставщику или передайте его в следующем периоде."
        yield Fault("window_closed", f"{case.window.reason(now)} {way_out}", "Readings are not taken now.")


def _read(dial: Dial, texts: Mapping[str, str]) -> tuple[dict[TariffZone, Decimal], list[Fault]]:
    values: dict[TariffZone, Decimal] = {}
    faults = [_unknown_zone(name, dial) for name in texts if name not in dial.zones]
    for zone in dial.zones:
        if zone not in texts:
            faults.append(_missing_zone(zone))
            continue
        try:
            values[zone] = read_value(texts[zone], digits=dial.digits, decimals=dial.decimals)
        except BadNumberError as error:
            faults.append(Fault(error.code, error.ru, error.en, "values", zone))
    return values, faults


def _unknown_zone(name: str, dial: Dial) -> Fault:
    known = ", ".join(f"«{zone.word}»" for zone in dial.zones)
    return Fault("unknown_zone", f"У прибора нет такой зоны. Есть: {known}.", "No such zone.", "values", name)


def _missing_zone(zone: TariffZone) -> Fault:
    text = f"Показания всех зон передаются вместе: не хватает зоны «{zone.word}»."
    return Fault("zone_missing", text, f"All zones go together: {zone} is missing.", "values", zone)


def _date_faults(context: Context, taken_on: date, today: date) -> Iterator[Fault]:
    if taken_on > today:
        yield Fault("in_future", "Дата снятия ещё не наступила.", "The date is in the future.", "taken_on")
    elif context.baseline and taken_on < context.baseline.taken_on:
        previous = context.baseline.taken_on
        text = f"Дата снятия раньше предыдущего показания ({russian_date(previous)})."
        yield Fault("before_previous", text, f"The date is before the previous reading ({previous}).", "taken_on")


def _decreased(error: DecreasedError, dial: Dial) -> Fault:
    previous = volume_text(error.previous, dial.decimals)
    ru = (
        f"Показание меньше предыдущего ({previous}). Проверьте, не перепутаны ли зоны и приборы. "
        "Если прибор заменили или предыдущее показание неверно, обратитесь к поставщику с актом."
    )
    en = f"The value is below the previous one ({previous}). If the meter was replaced, send the supplier the act."
    return Fault("decreased", ru, en, "values", error.zone)
