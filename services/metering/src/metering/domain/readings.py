"""Values of a meter and the volumes between them (domain.md 3.3 M7, M8). Volumes are kWh, never rounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from metering.domain.zones import TariffZone

ZoneValues = Mapping[TariffZone, Decimal]


class Source(StrEnum):
    """Where a value comes from; the supplier's estimates are never mixed up with the customer's values."""

    PORTAL = "portal"
    EXCEL = "excel"
    API = "api"
    M80020 = "m80020"
    ACT = "act"
    AMI = "ami"
    ESTIMATED = "estimated"


class State(StrEnum):
    """What became of a reading. `LOCKED` is a submitted one that can not be replaced any more."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    LOCKED = "locked"

    def shown(self, editable_until: datetime | None, now: datetime) -> "State":
        """As a reader sees it: submitted, but past the instant until which it could be replaced, is locked."""
        late = editable_until is not None and editable_until <= now
        return State.LOCKED if late and self is State.SUBMITTED else self


class Quality(StrEnum):
    """ESPI QualityOfReading codes."""

    VALID = "0"
    MANUALLY_EDITED = "7"
    ESTIMATED = "8"
    QUESTIONABLE = "10"
    RAW = "14"
    VALIDATED = "17"

    @classmethod
    def of(cls, state: State, source: Source) -> "Quality":
        """The quality a reader may count on."""
        if source is Source.ESTIMATED:
            return cls.ESTIMATED
        if state is State.ACCEPTED:
            return cls.VALIDATED
        return cls.QUESTIONABLE if state is State.REJECTED else cls.RAW


@dataclass(frozen=True)
class Baseline:
    """The values from which the next volume is counted."""

    taken_on: date
    values: ZoneValues


@dataclass(frozen=True)
class Dial:
    """What a meter can show, and what one unit of it means."""

    digits: int
    decimals: int
    zones: Sequence[TariffZone]
    multiplier: Decimal
    max_power_kw: Decimal | None = None


@dataclass(frozen=True)
class Volume:
    """kWh between the baseline and the value; `rolled_over` when the dial must have passed through zero."""

    kwh: Decimal
    rolled_over: bool = False


@dataclass(frozen=True)
class Context:
    """All that is known when a reading is assessed; `history` is the volumes of earlier periods, newest first."""

    dial: Dial
    baseline: Baseline | None
    history: Sequence[ZoneValues] = field(default_factory=tuple)


class DecreasedError(ValueError):
    """The value is below the previous one and a rollover of the dial would not explain it."""

    def __init__(self, zone: TariffZone, previous: Decimal) -> None:
        super().__init__(f"{zone} is below {previous}")
        self.zone, self.previous = zone, previous


def capacity_kwh(dial: Dial, since: date, until: date) -> Decimal | None:
    """The most that the contract's maximum power can consume between the days, at least one day; None: unknown."""
    if dial.max_power_kw is None:
        return None
    return dial.max_power_kw * 24 * max((until - since).days, 1)


def volume_between(
    zone: TariffZone, previous: Decimal, current: Decimal, *, dial: Dial, believed_kwh: Decimal
) -> Volume:
    """(current - previous) x multiplier. Below the previous: a rollover if its volume is within `believed_kwh`,
    else `DecreasedError`. Equal is zero consumption."""
    if current >= previous:
        return Volume((current - previous) * dial.multiplier)
    wrapped = (current + Decimal(10) ** dial.digits - previous) * dial.multiplier
    if wrapped > believed_kwh:
        raise DecreasedError(zone, previous)
    return Volume(wrapped, rolled_over=True)
