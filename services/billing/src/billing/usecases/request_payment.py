"""A customer wants to pay: an amount, or chosen documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.domain.money import ZERO, to_kopecks
from billing.domain.payment_request import new_request_id, purpose_of
from billing.errors import NothingToPay
from billing.storage.charges import ChargeRepository
from billing.storage.documents import DocumentRepository
from billing.storage.ledger_models import ChargeRow
from billing.storage.paper_models import DocumentRow, PaymentRequestRow
from billing.storage.payment_requests import PaymentRequestRepository
from billing.usecases.check_access import check_access


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be paid: the whole sum, its parts by month, and the VAT in it (None: not known)."""

    amount: Decimal
    periods: Sequence[tuple[str, Decimal]] = ()
    vat: Decimal | None = None


async def request_payment(
    session: AsyncSession,
    user_id: UUID,
    number: str,
    *,
    amount: Decimal | None,
    documents: Sequence[UUID],
    now: datetime,
) -> PaymentRequestRow:
    """Keep a request whose purpose names contract, months and itself, so that its payment is matched by itself.

    An amount pays the oldest debts; documents pay what is left of their months. Raises NotFound for a document that is
    not the contract's, NothingToPay for documents that are paid already.
    """
    charges = await ChargeRepository(session).open(number)
    if amount is not None:
        wanted = _of_amount(amount, charges)
    else:
        found = await DocumentRepository(session).of_ids(number, documents)
        if len(found) != len(set(documents)):
            raise NotFound
        wanted = await _of_documents(session, number, found, charges)
    request_id = new_request_id()
    row = PaymentRequestRow(
        id=request_id,
        contract_number=number,
        user_id=user_id,
        amount=wanted.amount,
        purpose=purpose_of(request_id, number, [period for period, _ in wanted.periods], _vat_text(wanted.vat)),
        periods=[[period, f"{part:.2f}"] for period, part in wanted.periods],
        created_at=now,
    )
    PaymentRequestRepository(session).add(row)
    return row


async def find_request(session: AsyncSession, user_id: UUID, request_id: str) -> PaymentRequestRow:
    """Raises NotFound unless the request is of a contract of the user."""
    request = await PaymentRequestRepository(session).get(request_id)
    if request is None:
        raise NotFound
    await check_access(session, user_id, request.contract_number)
    return request


def _of_amount(amount: Decimal, charges: Sequence[ChargeRow]) -> Wanted:
    """The oldest debts first; what is over them pays in advance."""
    wanted = Wanted(amount, (), ZERO if charges else None)
    left = amount
    for charge in charges:
        part = min(charge.left, left)
        if part > 0:
            wanted = _with(wanted, charge, part)
            left -= part
    return wanted if left <= 0 else replace(wanted, vat=None)


async def _of_documents(
    session: AsyncSession, number: str, documents: Sequence[DocumentRow], charges: Sequence[ChargeRow]
) -> Wanted:
    charged = await ChargeRepository(session).periods(number, [document.period or "" for document in documents])
    wanted = Wanted(ZERO, (), ZERO)
    for period in sorted({document.period for document in documents if document.period in charged}, key=str):
        for charge in charges:
            if charge.period == period:
                wanted = replace(_with(wanted, charge, charge.left), amount=wanted.amount + charge.left)
    others = sum((document.gross or ZERO for document in documents if document.period not in charged), ZERO)
    if wanted.amount + others <= 0:
        raise NothingToPay
    return replace(wanted, amount=wanted.amount + others, vat=None if others else wanted.vat)


def _with(wanted: Wanted, charge: ChargeRow, part: Decimal) -> Wanted:
    vat = (wanted.vat or ZERO) + to_kopecks(charge.vat * part / charge.gross)
    periods = dict(wanted.periods)
    periods[charge.period] = periods.get(charge.period, ZERO) + part
    return replace(wanted, periods=tuple(periods.items()), vat=vat)


def _vat_text(vat: Decimal | None) -> str:
    if vat is None:
        return ""
    return f"В т.ч. НДС {vat:.2f}" if vat else "НДС не облагается"
