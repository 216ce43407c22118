"""The contracts of a user."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Query, Response

from contracts.api.deps import ClientAddress, Now, OwnNumber, UserId
from contracts.api.member_schemas import LabelIn, LabelOut
from contracts.api.schemas import ContractBrief, ContractPage, MemberOut, PartyBrief
from contracts.api.workbook import render_workbook
from contracts.domain.contract import contract_status
from contracts.storage.shelf import Asked, Order, Shelved
from contracts.usecases.label_contract import label_contract
from contracts.usecases.list_contracts import list_contracts
from contracts.usecases.unbind_contract import unbind_contract
from contracts.usecases.view_contract import ContractView, view_contract

router = APIRouter(prefix="/api/contracts/v1/contracts", tags=["contracts"])

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOSCOW: Final = ZoneInfo("Europe/Moscow")

Search = Annotated[
    str | None,
    Query(max_length=100, description="In the number, the party's name, the start of its INN, the caller's label"),
]


@router.get("")
async def show_all(
    *,
    user_id: UserId,
    session: SessionDep,
    now: Now,
    limit: Limit = 50,
    cursor: Cursor = None,
    search: Search = None,
    sort: Order = "number",
) -> Page[ContractBrief]:
    """The contracts that the caller owns or is a member of, by number or by the party's name."""
    first, number = decode_cursor(cursor, _text, _text) or ("", "")
    asked = Asked(search, sort, (first, number) if cursor else None, limit + 1)
    shown, next_cursor = page_of(await list_contracts(session, user_id, asked), limit, lambda row: row.key)
    return Page[ContractBrief](items=[_brief(row, now) for row in shown], next_cursor=next_cursor)


@router.get("/{number}")
async def show(number: OwnNumber, user_id: UserId, session: SessionDep, now: Now) -> ContractPage:
    """The page of a contract."""
    return _page(await view_contract(session, user_id, number, now), now)


@router.get("/{number}/export.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def export(number: OwnNumber, user_id: UserId, session: SessionDep, now: Now) -> Response:
    """The page as .xlsx."""
    page = _page(await view_contract(session, user_id, number, now), now)
    content = await asyncio.to_thread(render_workbook, page, now.astimezone(_MOSCOW))
    return Response(content, media_type=XLSX, headers=_attachment(f"Договор {number}.xlsx", f"contract-{number}.xlsx"))


@router.delete("/{number}/binding", status_code=204)
async def unbind(number: OwnNumber, user_id: UserId, address: ClientAddress, session: SessionDep, now: Now) -> None:
    """Remove the contract from the account; access ends at once, the audit is kept."""
    await unbind_contract(session, user_id, number, now=now, address=address)


@router.put("/{number}/label")
async def put_label(number: OwnNumber, user_id: UserId, body: LabelIn, session: SessionDep) -> LabelOut:
    """What the caller calls the contract, for himself; null or nothing: no longer."""
    await label_contract(session, user_id, number, body.label or None)
    return LabelOut(label=body.label or None)


def _text(part: object) -> str:
    if not isinstance(part, str) or "\x00" in part:
        raise TypeError
    return part


def _attachment(name: str, ascii_name: str) -> dict[str, str]:
    """RFC 6266 with the name in RFC 5987 form, and one for old clients."""
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}


def _brief(row: Shelved, now: datetime) -> ContractBrief:
    contract = row.contract
    return ContractBrief(
        number=contract.number,
        party=PartyBrief.model_validate(contract.party),
        status=contract_status(contract.valid_until, now.astimezone(_MOSCOW).date()),
        address=contract.address,
        bound_at=row.since,
        role=row.role,
        label=row.label,
    )


def _page(view: ContractView, now: datetime) -> ContractPage:
    facts: dict[str, Any] = vars(view.contract)
    return ContractPage(
        **facts,
        status=contract_status(view.contract.valid_until, now.astimezone(_MOSCOW).date()),
        role=view.role,
        label=view.label,
        bound_at=view.bound_at,
        members=[MemberOut.model_validate(member) for member in view.members],
    )
