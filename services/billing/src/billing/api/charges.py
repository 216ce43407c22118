"""Charges: the list, and why one is what it is."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Query

from billing.api.charge_views import at_revisions, charge_view, explained_view
from billing.api.deps import ItemId, UserId, VisibleContract
from billing.api.schemas import Charge, ExplainedCharge, ReadingUse, ReadingUses
from billing.usecases.explain_charge import explain_charge
from billing.usecases.list_charges import list_charges, revisions_of
from billing.usecases.trace_reading import trace_reading

router = APIRouter(prefix="/api/billing/v1", tags=["charges"])

Revisions = Annotated[Literal["current", "all"], Query(description="`all`: superseded revisions too")]


@router.get("/contracts/{number}/charges")
async def get_charges(
    contract: VisibleContract,
    session: SessionDep,
    limit: Limit = 50,
    cursor: Cursor = None,
    revisions: Revisions = "current",
) -> Page[Charge]:
    """Charges, newest month first. A page counts charges, whatever the number of their revisions."""
    after = decode_cursor(cursor, str, UUID)
    rows = await list_charges(session, contract, after=after and (after[0], after[1]), limit=limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: (row[0].period, str(row[0].id)))
    told = await revisions_of(session, [row[0] for row in shown]) if revisions == "all" else {}
    return Page[Charge](items=list(_items(shown, told)), next_cursor=next_cursor)


@router.get("/charges/{item_id}")
async def get_charge(charge_id: ItemId, user_id: UserId, session: SessionDep) -> ExplainedCharge:
    """A charge with the steps to the sum of each line, the readings behind it, and its revisions."""
    return explained_view(await explain_charge(session, user_id, charge_id))


@router.get("/readings/{item_id}/charges")
async def get_charges_of_reading(reading_id: ItemId, user_id: UserId, session: SessionDep) -> ReadingUses:
    """The lines of charges that begin or end with an accepted reading."""
    uses = await trace_reading(session, user_id, reading_id)
    return ReadingUses(items=[ReadingUse.model_validate(use) for use in uses])


def _items(shown: Sequence[tuple[Any, Any]], told: dict[UUID, Any]) -> Iterator[Charge]:
    for charge, body in shown:
        if charge.id in told:
            yield from at_revisions(charge, told[charge.id])
        else:
            yield charge_view(charge, body)
