"""A reading of all zones of a meter is taken, and a receipt given for it."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from metering.domain.readings import Source
from metering.errors import NeedsConfirmation
from metering.storage.reading_models import ReadingRow
from metering.usecases.check_reading import Submission, check_reading
from metering.usecases.write_readings import NewReading, write_reading


async def submit_reading(
    session: AsyncSession, user_id: UUID, submission: Submission, *, source: Source, now: datetime
) -> ReadingRow:
    """The reading as it was taken; inside the window it replaces the one of the same period.

    Raises what `check_reading` raises, and NeedsConfirmation (409) for warnings that were not accepted by name.
    """
    checked = await check_reading(session, user_id, submission, now, lock=True)
    if checked.judgement.assessment.unaccepted(submission.accept_warnings):
        raise NeedsConfirmation(extra={"warnings": [warning.as_dict() for warning in checked.warnings]})
    new = NewReading.judged(checked.loaded, checked.judgement, source=source, actor_id=user_id)
    return await write_reading(session, new, now)
