"""An accepted reading, as far as billing is concerned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
