"""Events of metering (topic `metering.readings.v1`, key = contract number)."""

from typing import ClassVar

from events.envelope import Event


class ReadingEvent(Event):
    """An event about the readings of one contract."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str
