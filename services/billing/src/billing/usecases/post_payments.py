"""The supplier's billing tells payments: in a batch, over Kafka. One use case behind both doors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from chassis.database import AsyncSession
from events.schemas.billing import AllocationData, PaymentPosted
from events.schemas.supplier import PaymentRecord

from billing.domain.allocation import Allocation
from billing.domain.items import Payment
from billing.domain.money import ZERO
from billing.domain.payment_rules import payment_flaws
from billing.domain.revisions import Accepted, Outcome
from billing.storage.accounts import AccountRepository, Change
from billing.storage.announcements import announce
from billing.storage.payment_requests import PaymentRequestRepository
from billing.storage.payments import PaymentRepository
from billing.usecases.settle_accounts import settle_accounts
from billing.usecases.supplier_terms import to_payment
from billing.usecases.take_items import Taken, caused_by_item, take_items


async def post_payments(session: AsyncSession, records: Sequence[PaymentRecord], today: date) -> Sequence[Outcome]:
    """Post what is new and sound; an outcome for each record in order.

    A payment whose purpose names a request of the portal answers it, and pays what the request was for unless its
    sender stated something else.
    """
    payments = [to_payment(record) for record in records]
    flaws = [payment_flaws(payment.paid, payment.stated, payment.payer_inn) for payment in payments]
    taken = await take_items(session, PaymentRepository(session), payments, flaws)
    if taken.accepted:
        await _post(session, taken, today)
    return taken.outcomes


async def _post(session: AsyncSession, taken: Taken[Payment], today: date) -> None:
    accepted = await _matched(session, taken.accepted)
    await PaymentRepository(session).write(accepted)
    await AccountRepository(session).add(_changes(accepted))
    paying = {one.item.contract_number: taken.accounts[one.item.contract_number] for one in accepted}
    settlement = await settle_accounts(session, paying, today)
    await announce(session, [*_events(accepted, settlement.allocations), *settlement.events])


async def _matched(session: AsyncSession, accepted: Sequence[Accepted[Payment]]) -> Sequence[Accepted[Payment]]:
    """The payments, each with what its request was for."""
    answers = {one.item.request_id: one.item for one in accepted if one.item.request_id is not None}
    if not answers:
        return accepted
    requests = await PaymentRequestRepository(session).answer(answers)
    return [replace(one, item=_as_requested(one.item, requests)) for one in accepted]


def _as_requested(payment: Payment, requests: Mapping[str, Sequence[tuple[str, Decimal]]]) -> Payment:
    wanted = requests.get(payment.request_id or "", ())
    if payment.stated or sum((amount for _, amount in wanted), ZERO) > payment.paid:
        return payment
    return replace(payment, stated=wanted)


def _changes(accepted: Sequence[Accepted[Payment]]) -> Mapping[str, Change]:
    changes: dict[str, Change] = defaultdict(Change)
    for one in accepted:
        changes[one.item.contract_number].paid -= one.difference
    return changes


def _events(accepted: Sequence[Accepted[Payment]], allocations: Mapping[str, Allocation]) -> Iterator[PaymentPosted]:
    for one in accepted:
        payment = one.item
        parts = allocations[payment.contract_number].parts.get(payment.id, [])
        yield PaymentPosted(
            **caused_by_item(payment),
            contract_number=payment.contract_number,
            payment_id=payment.id,
            source_id=payment.source_id,
            revision=payment.revision,
            paid_on=payment.paid_on,
            amount=payment.paid,
            allocations=[AllocationData(period=part.period, amount=part.amount) for part in parts],
            unallocated=payment.paid - sum((part.amount for part in parts), ZERO),
        )
