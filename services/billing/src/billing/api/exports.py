"""Exports: made in the background, or at once when they are small."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from chassis.database import SessionDep
from fastapi import APIRouter, Depends, Response

from billing.api.deps import MAY_ORDER, ItemId, Now, SettingsDep, UserId, VisibleContract
from billing.api.export_schemas import Days, Export, export_view
from billing.api.files import attachment
from billing.clients.workbook import XLSX
from billing.usecases.make_tables import is_direct, make_table
from billing.usecases.order_export import find_export, order_export, read_export_file

router = APIRouter(prefix="/api/billing/v1", tags=["exports"])

_TABLE_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {XLSX: {}}}, 202: {"model": Export}}
Order = Callable[..., Awaitable[Export]]


def get_order(
    contract: VisibleContract, user_id: UserId, session: SessionDep, now: Now, settings: SettingsDep
) -> Order:
    """Orders an export of the contract in the path."""

    async def order(kind: str, days: Days | None = None) -> Export:
        since, until = (days.since, days.until) if days else (None, None)
        made = await order_export(
            session, user_id, contract, kind, now=now, ttl=settings.export_ttl, since=since, until=until
        )
        return export_view(made)

    return order


OrderDep = Annotated[Order, Depends(get_order)]


@router.post("/contracts/{number}/reconciliation", status_code=202, dependencies=[MAY_ORDER])
async def order_reconciliation(body: Days, order: OrderDep) -> Export:
    """Order a reconciliation act for some days, as PDF and .xlsx."""
    return await order("reconciliation", body)


@router.post("/contracts/{number}/statement", status_code=202, dependencies=[MAY_ORDER])
async def order_statement(body: Days, order: OrderDep) -> Export:
    """Order a statement for some days, as PDF and .xlsx."""
    return await order("statement", body)


@router.get("/contracts/{number}/charges.xlsx", response_class=Response, responses=_TABLE_ANSWERS)
async def charges_table(contract: VisibleContract, session: SessionDep, order: OrderDep) -> Response:
    """All charges as .xlsx; over 10,000 of them 202 with an export job."""
    if await is_direct(session, contract, "charges"):
        return attachment(await make_table(session, contract, "charges"), f"Начисления {contract}.xlsx", XLSX)
    return Response((await order("charges")).model_dump_json(), 202, media_type="application/json")


@router.get("/contracts/{number}/payments.xlsx", response_class=Response, responses=_TABLE_ANSWERS)
async def payments_table(contract: VisibleContract, session: SessionDep, order: OrderDep) -> Response:
    """All payments as .xlsx; over 10,000 of them 202 with an export job."""
    if await is_direct(session, contract, "payments"):
        return attachment(await make_table(session, contract, "payments"), f"Платежи {contract}.xlsx", XLSX)
    return Response((await order("payments")).model_dump_json(), 202, media_type="application/json")


@router.get("/exports/{item_id}")
async def show(export_id: ItemId, user_id: UserId, session: SessionDep) -> Export:
    """How far an export is, and its files once it is ready."""
    return export_view(await find_export(session, user_id, export_id))


@router.get("/exports/{item_id}/files/{index}", response_class=Response)
async def file(export_id: ItemId, index: int, user_id: UserId, session: SessionDep) -> Response:
    """A file of an export; 409 until it is ready, 410 when it has expired."""
    export = await find_export(session, user_id, export_id)
    name, media_type, content = await read_export_file(session, export, index)
    return attachment(content, name, media_type)
