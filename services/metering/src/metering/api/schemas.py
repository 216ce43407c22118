"""What the endpoints answer."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, PlainSerializer

from metering.domain.zones import TariffZone
from metering.storage.models import DeliveryPointRow, MeterRow

Number = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A number as text, never a float."""


class RegisterValue(BaseModel):
    """What a register showed."""

    value: Number
    taken_on: date


class Register(BaseModel):
    """One zone of a meter."""

    zone: TariffZone
    digits: int
    decimals: int
    last_accepted: RegisterValue | None = None
    last_submitted: RegisterValue | None = None


class DeliveryPoint(BaseModel):
    """Where a meter stands."""

    code: str
    name: str | None
    address: str | None


class Meter(BaseModel):
    """A meter of a contract; `remote_read` ones are read by the supplier."""

    id: UUID
    serial: str
    model: str | None
    delivery_point: DeliveryPoint
    multiplier: Number
    installed_on: date | None
    removed_on: date | None
    next_verification_on: date | None
    remote_read: bool
    registers: list[Register]

    @classmethod
    def of(cls, meter: MeterRow, point: DeliveryPointRow) -> "Meter":
        """The meter as the customer sees it."""
        return cls(
            id=meter.id,
            serial=meter.serial,
            model=meter.model,
            delivery_point=DeliveryPoint(code=point.code, name=point.name, address=point.address),
            multiplier=meter.multiplier,
            installed_on=meter.installed_on,
            removed_on=meter.removed_on,
            next_verification_on=meter.next_verification_on,
            remote_read=meter.remote_read,
            registers=[
                Register(zone=TariffZone(zone), digits=meter.digits, decimals=meter.decimals) for zone in meter.zones
            ],
        )
