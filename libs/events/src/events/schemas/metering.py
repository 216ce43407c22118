"""Events of metering (topic `metering.readings.v1`, key = contract number).

Values and volumes are text by zone: values as on the dial, volumes in kWh after the multiplier.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from events.envelope import Event, EventData
from events.schemas.contracts import Zone

ReadingSource = Literal["portal", "excel", "api", "m80020", "act", "ami", "estimated"]
MonthText = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class ReadingEvent(Event):
    """An event about the readings of one contract."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str


class MeterReadingEvent(ReadingEvent):
    """An event about one reading of one meter, with the whole reading in it. `actor_id` is the user who
    sent it, None for the supplier's acts and estimates."""

    reading_id: UUID
    meter_id: UUID
    meter_serial: str
    period: MonthText
    taken_on: date
    values: dict[Zone, str]
    volumes: dict[Zone, str]
    source: ReadingSource
    actor_id: UUID | None


class ReadingSubmitted(MeterReadingEvent):
    """A reading was received. `supersedes` is the earlier one of the period that it replaces; `previous` holds
    the values from which the volumes were counted (None: first values)."""

    supersedes: UUID | None
    previous: dict[Zone, str] | None
    multiplier: str
    warnings: list[str]
    received_at: AwareDatetime
    editable_until: AwareDatetime | None
    sha256: str


class ReadingAccepted(MeterReadingEvent):
    """The supplier took the reading for its calculation."""

    decided_at: AwareDatetime


class ReadingRejected(MeterReadingEvent):
    """The supplier refused the reading; the volumes do not count. Correct it until `editable_until`."""

    reason: str | None
    decided_at: AwareDatetime
    editable_until: AwareDatetime | None


class WindowEvent(ReadingEvent):
    """An event about the reading window of a contract; once per contract and period, however often a process starts."""

    period: MonthText
    opens_at: AwareDatetime
    closes_at: AwareDatetime


class ReadingWindowOpened(WindowEvent):
    """Readings of the period are taken from now on."""


class MissingMeterData(EventData):
    """A meter nothing was submitted for."""

    serial: str
    point: str
    address: str | None


class ReadingWindowClosing(WindowEvent):
    """Two days are left and nothing was submitted for these meters (at most 20 are named, `missing` counts all)."""

    missing: int
    meters: list[MissingMeterData]


class IntervalDataImported(ReadingEvent):
    """Half-hourly data of a point came in: days from `since` to `until`, both inside."""

    import_id: UUID
    points: list[str]
    since: date
    until: date
    days: int
    gaps: int
