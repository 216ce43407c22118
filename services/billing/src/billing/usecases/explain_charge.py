"""Why a bill is what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.domain.explanation import explain, line_name
from billing.domain.reading import shows
from billing.storage.charges import ChargeRepository
from billing.storage.ledger_models import ChargeRow, EntryRow, ReadingRow
from billing.storage.readings import ReadingRepository
from billing.usecases.check_access import check_access


@dataclass(frozen=True, slots=True)
class LineStory:
    """A line, the steps to its sum, and the accepted readings it was counted from."""

    name: str
    steps: Sequence[str]
    current: ReadingRow | None
    previous: ReadingRow | None


@dataclass(frozen=True, slots=True)
class ExplainedCharge:
    """A charge with the stories of its lines, and all its revisions, newest first."""

    charge: ChargeRow
    lines: Sequence[LineStory]
    revisions: Sequence[EntryRow]


async def explain_charge(session: AsyncSession, user_id: UUID, charge_id: UUID) -> ExplainedCharge:
    """Raises NotFound unless the charge is of a contract of the user."""
    found = await ChargeRepository(session).get(charge_id)
    if found is None:
        raise NotFound
    charge, body = found
    await check_access(session, user_id, charge.contract_number)
    serials = [line["meter_serial"] for line in body["lines"] if line["meter_serial"]]
    readings = await ReadingRepository(session).of_contract(charge.contract_number, serials)
    stories = [_story(line, readings) for line in body["lines"]]
    return ExplainedCharge(charge, stories, await ChargeRepository(session).revisions([charge_id]))


def _story(line: Any, readings: Sequence[ReadingRow]) -> LineStory:
    current, previous = (_behind(line, line[name], readings) for name in ("current", "previous"))
    return LineStory(line_name(line), explain(line), current, previous)


def _behind(line: Any, value: str | None, readings: Sequence[ReadingRow]) -> ReadingRow | None:
    """The newest accepted reading of the line's meter that shows this value in the line's zone."""
    for reading in readings:
        if reading.meter_serial == line["meter_serial"] and shows(reading.values.get(line["zone"]), value):
            return reading
    return None
