"""The supplier accepts or rejects a reading."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from events import publish
from events.schemas.metering import ReadingAccepted, ReadingRejected

from metering.domain.readings import State
from metering.errors import UnknownReading
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository
from metering.usecases.write_readings import event_fields


@dataclass(frozen=True)
class Decision:
    """What the supplier says of a reading."""

    reading_id: UUID
    accepted: bool
    reason: str | None
    decided_at: datetime


async def decide_reading(session: AsyncSession, decision: Decision) -> None:
    """Of two decisions the later one holds; one about a reading that was replaced meanwhile is kept without effect.

    Raises UnknownReading. A rejection that is taken back counts again, unless another reading counts by now.
    """
    readings = ReadingRepository(session)
    row = await readings.lock(decision.reading_id)
    if row is None:
        raise UnknownReading(reading_id=decision.reading_id)
    if row.decided_at is not None and row.decided_at >= decision.decided_at:
        return
    row.decided_at, row.reason = decision.decided_at, decision.reason
    if not await _counts(readings, row):
        return
    before, row.state = row.state, State.ACCEPTED if decision.accepted else State.REJECTED
    if row.state != before:
        await publish(session, _event(row, decision))


async def _counts(readings: ReadingRepository, row: ReadingRow) -> bool:
    if row.state == State.SUPERSEDED:
        return False
    live = await readings.live(row.meter_id, row.period)
    return live is None or live.id == row.id


def _event(row: ReadingRow, decision: Decision) -> ReadingAccepted | ReadingRejected:
    if decision.accepted:
        return ReadingAccepted(**event_fields(row), decided_at=decision.decided_at)
    return ReadingRejected(
        **event_fields(row),
        reason=decision.reason,
        decided_at=decision.decided_at,
        editable_until=row.editable_until,
    )
