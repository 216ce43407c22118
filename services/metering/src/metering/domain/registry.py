"""A contract as the registry tells it, as far as metering is concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class RegisteredMeter:
    """A meter; `initial` and `final` are `{"taken_on": date, "values": {zone: text}}`, as registered."""

    serial: str
    model: str | None
    multiplier: Decimal
    digits: int
    decimals: int
    zones: Sequence[str]
    remote_read: bool
    installed_on: date | None
    next_verification_on: date | None
    initial: Mapping[str, Any] | None
    removed_on: date | None
    final: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RegisteredPoint:
    """A delivery point; window days are None where the supplier's rule holds."""

    code: str
    name: str | None
    address: str | None
    window_opens_day: int | None
    window_closes_day: int | None
    meters: Sequence[RegisteredMeter]


@dataclass(frozen=True, slots=True)
class RegisteredContract:
    """A contract at a revision; a higher one replaces it whole."""

    number: str
    revision: int
    customer_kind: str
    valid_until: date | None
    max_power_kw: Decimal | None
    told_on: date
    """The Moscow day of the news: what changes in time holds from then on."""
    points: Sequence[RegisteredPoint]


def newest_of_each(contracts: Sequence[RegisteredContract]) -> list[RegisteredContract]:
    """One of each number, its highest revision, in order of number (so that two writers lock in one order)."""
    newest: dict[str, RegisteredContract] = {}
    for contract in contracts:
        if contract.number not in newest or newest[contract.number].revision < contract.revision:
            newest[contract.number] = contract
    return [newest[number] for number in sorted(newest)]
