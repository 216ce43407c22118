"""A supply contract as the registry tells it. Field names are those of the published language."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

CustomerKind = Literal["company", "sole_proprietor", "premises_owner"]
VoltageLevel = Literal["HV", "MV1", "MV2", "LV"]
TariffZone = Literal["SINGLE", "DAY", "NIGHT", "PEAK", "HALF_PEAK"]
ContractStatus = Literal["active", "expired"]


@dataclass(frozen=True)
class Party:
    """The customer's side of the contract."""

    kind: CustomerKind
    name: str
    inn: str
    kpp: str | None
    ogrn: str | None


@dataclass(frozen=True)
class Manager:
    """Who looks after the customer at the supplier's."""

    name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class ReadingWindow:
    """Days of the month in which readings are taken, both inside; past the month's end means its last day."""

    opens_day: int
    closes_day: int


@dataclass(frozen=True)
class RegisterValues:
    """What all zones of a meter showed on a date, kWh on the dial."""

    taken_on: date
    values: dict[TariffZone, Decimal]


@dataclass(frozen=True)
class Meter:
    """A meter; `digits` and `decimals` count the places of its dial before and after the point."""

    serial: str
    model: str | None
    multiplier: Decimal
    digits: int
    decimals: int
    zones: list[TariffZone]
    remote_read: bool
    installed_on: date | None
    next_verification_on: date | None
    initial: RegisterValues | None
    removed_on: date | None
    final: RegisterValues | None


@dataclass(frozen=True)
class DeliveryPoint:
    """A delivery point with its meters, those taken off among them."""

    code: str
    name: str | None
    address: str | None
    window: ReadingWindow | None
    meters: list[Meter]


@dataclass(frozen=True)
class SupplyContract:
    """The whole contract at `revision`; e-mails are in their normal form."""

    number: str
    revision: int
    party: Party
    signed_on: date | None
    valid_until: date | None
    emails: list[str]
    address: str | None
    price_category: int | None
    voltage_level: VoltageLevel | None
    max_power_kw: Decimal | None
    manager: Manager | None
    delivery_points: list[DeliveryPoint]


def contract_status(valid_until: date | None, today: date) -> ContractStatus:
    """`valid_until` is the last day on which the contract is in force."""
    return "expired" if valid_until is not None and valid_until < today else "active"
