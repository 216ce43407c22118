"""Meters, and when their readings are taken."""

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter

from metering.api.deps import Now, VisibleContract
from metering.api.schemas import ContractWindow, Meter
from metering.usecases.list_meters import list_meters
from metering.usecases.show_window import show_window

router = APIRouter(prefix="/api/metering/v1/contracts/{number}", tags=["meters"])


@router.get("/meters")
async def list_contract_meters(
    contract: VisibleContract, session: SessionDep, limit: Limit = 200, cursor: Cursor = None
) -> Page[Meter]:
    """The meters of a contract with their registers, in order of delivery point."""
    found = await list_meters(session, contract, after=decode_cursor(cursor, str, str), limit=limit)
    shown, next_cursor = page_of(found, limit, lambda view: (view.meter.point_code, view.meter.serial))
    return Page(items=[Meter.of(view) for view in shown], next_cursor=next_cursor)


@router.get("/window")
async def show_contract_window(contract: VisibleContract, session: SessionDep, now: Now) -> ContractWindow:
    """Whether readings are taken now, until when or from when, and why."""
    return ContractWindow.shown(await show_window(session, contract, now), now)
