"""Meters."""

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter

from metering.api.deps import VisibleContract
from metering.api.schemas import Meter
from metering.usecases.list_meters import list_meters

router = APIRouter(prefix="/api/metering/v1", tags=["meters"])


@router.get("/contracts/{number}/meters")
async def list_contract_meters(
    contract: VisibleContract, session: SessionDep, limit: Limit = 200, cursor: Cursor = None
) -> Page[Meter]:
    """The meters of a contract with their registers, in order of delivery point."""
    rows = await list_meters(session, contract, after=decode_cursor(cursor, str, str), limit=limit)
    shown, next_cursor = page_of(rows, limit, lambda row: (row[0].point_code, row[0].serial))
    return Page(items=[Meter.of(meter, point) for meter, point in shown], next_cursor=next_cursor)
