"""A reading of all zones of a meter is taken, and a receipt given for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.errors import Unavailable

from metering.domain.readings import Source
from metering.errors import NeedsConfirmation
from metering.storage.driver import Driver
from metering.usecases.check_reading import Submission, check_reading
from metering.usecases.write_readings import NewReading, WrittenReading, take_reading

_TRIES: Final = 50


@dataclass(frozen=True)
class Submitter:
    """Who submits, through which door."""

    user_id: UUID
    source: Source


async def submit_reading(driver: Driver, caller: Submitter, submission: Submission, now: datetime) -> WrittenReading:
    """The reading as it was taken; inside the window it replaces the one of the same period.

    It is looked at in one statement and written in another, without a lock: when another reading of the meter and
    period comes in between, nothing is written, and it is looked at again.

    Raises what `check_reading` raises, and NeedsConfirmation (409) for warnings that were not accepted by name.
    """
    for _ in range(_TRIES):
        checked = await check_reading(driver, caller.user_id, submission, now)
        if checked.judgement.assessment.unaccepted(submission.accept_warnings):
            raise NeedsConfirmation(extra={"warnings": [warning.as_dict() for warning in checked.warnings]})
        new = NewReading.judged(checked.loaded, checked.judgement, source=caller.source, actor_id=caller.user_id)
        if (row := await take_reading(driver, new, now)) is not None:
            return row
    raise Unavailable
