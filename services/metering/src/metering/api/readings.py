"""Readings: a dry run, submission with a receipt, the history."""

from typing import Any
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Response

from metering.api.deps import CallerDep, DriverDep, DriverOnceDep, named
from metering.api.reading_schemas import CheckedReading, Reading, SubmittedValues
from metering.usecases.check_reading import check_reading
from metering.usecases.list_readings import get_reading, list_readings
from metering.usecases.submit_reading import Submitter, submit_reading

router = APIRouter(prefix="/api/metering/v1", tags=["readings"])


@router.post("/meters/{meter_id}/readings:check")
async def check(meter_id: str, body: SubmittedValues, caller: CallerDep, driver: DriverDep) -> CheckedReading:
    """What the reading would mean and whether it would be taken; writes nothing."""
    return CheckedReading.of(await check_reading(driver, caller.user_id, body.submission(named(meter_id)), caller.now))


@router.post("/meters/{meter_id}/readings", status_code=201, response_model=Reading)
async def submit(meter_id: str, body: SubmittedValues, caller: CallerDep, once: DriverOnceDep) -> Response:
    """Takes the values of all zones. The answer is the receipt."""

    async def work(driver: Any) -> Reading:
        submission = body.submission(named(meter_id))
        who = Submitter(caller.user_id, caller.source)
        row = await submit_reading(driver, who, submission, caller.now)
        return Reading.of(row, caller.now)

    return await once(201, work)


@router.get("/meters/{meter_id}/readings")
async def show_history(
    meter_id: str, caller: CallerDep, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[Reading]:
    """Every reading ever received of the meter, newest first."""
    (before,) = decode_cursor(cursor, UUID) or (None,)
    rows = await list_readings(session, caller.user_id, named(meter_id), before=before, limit=limit)
    shown, next_cursor = page_of(rows, limit, lambda row: (str(row.id),))
    return Page[Reading](items=[Reading.of(row, caller.now) for row in shown], next_cursor=next_cursor)


@router.get("/readings/{reading_id}")
async def show_reading(reading_id: str, caller: CallerDep, session: SessionDep) -> Reading:
    """One reading as it stands."""
    return Reading.of(await get_reading(session, caller.user_id, named(reading_id)), caller.now)
