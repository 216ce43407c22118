"""An accepted reading, as far as billing is concerned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reading:
    """Values by zone, as on the dial."""

    id: UUID
    contract_number: str
    meter_serial: str
    period: str
    taken_on: date
    values: Mapping[str, str]


def shows(shown: str | None, told: str | None) -> bool:
    """Whether what a dial showed is what a bill says, however many zeros each is written with."""
    try:
        return shown is not None and told is not None and Decimal(shown) == Decimal(told)
    except InvalidOperation:
        return False
