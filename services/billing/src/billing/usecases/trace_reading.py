"""Which bills were counted from a reading: the way back from a meter to the money."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.domain.reading import shows
from billing.storage.charges import ChargeRepository
from billing.storage.ledger_models import ChargeRow, ReadingRow
from billing.storage.readings import ReadingRepository
from billing.usecases.check_access import check_access


@dataclass(frozen=True, slots=True)
class Use:
    """A line of a charge that begins or ends with the reading; lines count from 0."""

    charge_id: UUID
    period: str
    line: int
    used_as: Literal["current", "previous"]


async def trace_reading(session: AsyncSession, user_id: UUID, reading_id: UUID) -> Sequence[Use]:
    """Raises NotFound unless the reading is accepted and of a contract of the user."""
    reading = await ReadingRepository(session).get(reading_id)
    if reading is None:
        raise NotFound
    await check_access(session, user_id, reading.contract_number)
    charges = await ChargeRepository(session).since(reading.contract_number, reading.period)
    return [use for charge, body in charges for use in _uses(reading, charge, body)]


def _uses(reading: ReadingRow, charge: ChargeRow, body: Any) -> Iterator[Use]:
    for index, line in enumerate(body["lines"]):
        if line["meter_serial"] == reading.meter_serial:
            if shows(reading.values.get(line["zone"]), line["current"]):
                yield Use(charge.id, charge.period, index, "current")
            if shows(reading.values.get(line["zone"]), line["previous"]):
                yield Use(charge.id, charge.period, index, "previous")
