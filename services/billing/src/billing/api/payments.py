"""Payments, and what each paid for."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Query

from billing.api.deps import VisibleContract
from billing.api.schemas import Allocated, Payment
from billing.domain.money import ZERO
from billing.storage.ledger_models import PaymentRow
from billing.usecases.list_payments import list_payments

router = APIRouter(prefix="/api/billing/v1", tags=["payments"])

Unallocated = Annotated[bool, Query(description="Only payments of which something has paid for nothing yet")]


@router.get("/contracts/{number}/payments")
async def get_payments(
    contract: VisibleContract,
    session: SessionDep,
    limit: Limit = 50,
    cursor: Cursor = None,
    unallocated: Unallocated = False,
) -> Page[Payment]:
    """Payments, newest first."""
    key = decode_cursor(cursor, date.fromisoformat, UUID)
    after = key and (key[0], key[1])
    rows = await list_payments(session, contract, after=after, limit=limit + 1, unallocated=unallocated)
    shown, next_cursor = page_of(rows, limit, lambda row: (row.paid_on.isoformat(), str(row.id)))
    return Page[Payment](items=[payment_view(row) for row in shown], next_cursor=next_cursor)


def payment_view(row: PaymentRow) -> Payment:
    """A payment as it is shown."""
    parts = [
        Allocated(charge_id=UUID(charge), period=period, amount=Decimal(sum_)) for charge, period, sum_ in row.parts
    ]
    return Payment(
        id=row.id,
        paid_on=row.paid_on,
        amount=row.amount,
        purpose=row.purpose,
        payer_inn=row.payer_inn,
        document_number=row.document_number,
        payment_request_id=row.request_id,
        allocations=parts,
        unallocated=row.amount - sum((part.amount for part in parts), ZERO),
    )
