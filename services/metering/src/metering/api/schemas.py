"""What the endpoints about meters and windows answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, PlainSerializer

from metering.domain.readings import Baseline
from metering.domain.windows import Window
from metering.domain.zones import TariffZone
from metering.usecases.list_meters import MeterView
from metering.usecases.show_window import ContractWindow as ShownWindow

Number = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A number as text, never a float."""


class RegisterValue(BaseModel):
    """What a register showed."""

    value: Number
    taken_on: date

    @classmethod
    def of(cls, baseline: Baseline | None, zone: TariffZone) -> "RegisterValue | None":
        """What the zone showed, if it was read."""
        if baseline is None or zone not in baseline.values:
            return None
        return cls(value=baseline.values[zone], taken_on=baseline.taken_on)


class Register(BaseModel):
    """One zone of a meter."""

    zone: TariffZone
    digits: int
    decimals: int
    last_accepted: RegisterValue | None
    last_submitted: RegisterValue | None


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
    def of(cls, view: MeterView) -> "Meter":
        """The meter as the customer sees it."""
        meter, point = view.meter, view.point
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
                Register(
                    zone=zone,
                    digits=meter.digits,
                    decimals=meter.decimals,
                    last_accepted=RegisterValue.of(view.accepted, zone),
                    last_submitted=RegisterValue.of(view.submitted, zone),
                )
                for zone in map(TariffZone, meter.zones)
            ],
        )


class ReadingWindow(BaseModel):
    """[opens_at, closes_at) of a billing period, and the sentence about it."""

    period: str
    opens_at: datetime
    closes_at: datetime
    open: bool
    reason: str


class PointWindow(ReadingWindow):
    """The window of one delivery point."""

    code: str


class ContractWindow(ReadingWindow):
    """The window that matters most now, and that of each point."""

    points: list[PointWindow]

    @classmethod
    def shown(cls, found: ShownWindow, now: datetime) -> "ContractWindow":
        """The windows as they stand at the instant."""
        points = [PointWindow(code=point.code, **_window(point.window, now)) for point in found.points]
        return cls(points=points, **_window(found.window, now))


def _window(window: Window, now: datetime) -> dict[str, Any]:
    return {
        "period": str(window.period),
        "opens_at": window.opens_at,
        "closes_at": window.closes_at,
        "open": window.is_open(now),
        "reason": window.reason(now),
    }
