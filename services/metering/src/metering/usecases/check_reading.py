"""A dry run: what a reading would mean, and whether it would be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.errors import FieldProblem, NotFound, ValidationProblem

from metering.domain.submission import Fault, Judgement, RefusedError, judge
from metering.domain.warnings import ReadingWarning
from metering.errors import Decreased, MeterRemoved, RemoteRead, WindowClosed
from metering.storage.cases import CaseRepository, LoadedCase
from metering.storage.driver import Driver
from metering.usecases.check_access import check_role


@dataclass(frozen=True)
class Submission:
    """What somebody typed: values by zone as text."""

    meter_id: UUID
    taken_on: date
    values: Mapping[str, str]
    accept_warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A reading that may be taken, with its meter."""

    loaded: LoadedCase
    judgement: Judgement

    @property
    def warnings(self) -> Sequence[ReadingWarning]:
        """All doubts about it, accepted or not."""
        return self.judgement.assessment.warnings


async def check_reading(driver: Driver, user_id: UUID, submission: Submission, now: datetime) -> Checked:
    """Raises NotFound, Forbidden; WindowClosed, RemoteRead, MeterRemoved (409); Decreased, ValidationProblem (422)."""
    loaded = await CaseRepository(driver).of_meter(submission.meter_id, user_id, now)
    if loaded is None:
        raise NotFound
    check_role(loaded.role, to_submit=True)
    try:
        judgement = judge(loaded.case, submission.values, submission.taken_on, now)
    except RefusedError as error:
        raise _problem(error) from error
    return Checked(loaded, judgement)


def _problem(error: RefusedError) -> Exception:
    """The first fault decides what kind of refusal it is."""
    first = error.faults[0]
    match first.code:
        case "window_closed":
            return WindowClosed(window=first.ru)
        case "remote_read":
            return RemoteRead()
        case "meter_removed":
            return MeterRemoved()
        case "decreased":
            return Decreased(first.ru, [_field(fault) for fault in error.faults])
    return ValidationProblem(errors=[_field(fault) for fault in error.faults])


def _field(fault: Fault) -> FieldProblem:
    pointer = f"/{fault.field}" + (f"/{fault.zone}" if fault.zone else "")
    return FieldProblem(pointer, fault.code, fault.ru, fault.en)
