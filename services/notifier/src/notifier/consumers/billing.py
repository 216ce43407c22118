"""What billing publishes about money. A bill is told when its charge is posted, which has the sum and the due date;
the papers that follow are told to webhooks only."""

from collections.abc import Sequence
from datetime import date

from chassis.database import AsyncSession
from events import Router
from events.schemas import billing as events

from notifier.consumers import hooks
from notifier.consumers.dates import due_of
from notifier.domain import letters
from notifier.domain.news import Manner, News, end_of_day
from notifier.usecases.keep_dates import keep_dates
from notifier.usecases.tell_arrears import tell_arrears
from notifier.usecases.tell_holders import tell_holders
from notifier.usecases.tell_webhooks import tell_webhooks


def build_router(manner: Manner) -> Router:
    """Its handlers."""
    router = Router()

    @router.on_batch(events.ChargePosted)
    async def charges_posted(session: AsyncSession, posted: Sequence[events.ChargePosted]) -> None:
        await keep_dates(session, [due_of(event) for event in posted])
        new = [_charge(event) for event in posted if event.recalculation is None]
        corrected = [_charge(event) for event in posted if event.recalculation and event.recalculation.difference]
        await tell_holders(session, manner, letters.NEW_BILL, new)
        await tell_holders(session, manner, letters.BILL_CORRECTED, corrected)
        await tell_webhooks(session, [hooks.charge_posted(event) for event in posted])

    @router.on_batch(events.PaymentPosted)
    async def payments_posted(session: AsyncSession, posted: Sequence[events.PaymentPosted]) -> None:
        await tell_holders(session, manner, letters.PAYMENT_RECEIVED, [_payment(event) for event in posted])
        await tell_webhooks(session, [hooks.payment_posted(event) for event in posted])

    @router.on_batch(events.DocumentIssued, inbox=False)  # nothing but webhooks, which are told once in any case
    async def documents_issued(session: AsyncSession, issued: Sequence[events.DocumentIssued]) -> None:
        await tell_webhooks(session, [hooks.document_issued(event) for event in issued])

    @router.on_batch(events.PaymentDueSoon)
    async def payments_due_soon(session: AsyncSession, due: Sequence[events.PaymentDueSoon]) -> None:
        await tell_holders(session, manner, letters.PAYMENT_DUE_SOON, [_due(event) for event in due])

    @router.on(events.ArrearsChanged)
    async def arrears_changed(session: AsyncSession, event: events.ArrearsChanged) -> None:
        grew = event.arrears > event.old
        await tell_arrears(session, manner, _arrears(event), grew=grew, is_settled=not event.arrears)
        await tell_webhooks(session, [hooks.arrears_changed(event)])

    return router


def _news(event: events.AccountEvent, happened_on: date, fact: dict[str, object]) -> News:
    return News(
        contract_number=event.contract_number,
        event_id=event.id,
        told_at=event.occurred_at,
        happened_on=happened_on,
        fact=fact,
        useful_until=end_of_day(event.due_on) if isinstance(event, events.PaymentDueSoon) else None,
    )


def _charge(event: events.ChargePosted) -> News:
    body = event.model_dump(mode="json", include={"period", "due_on", "gross", "recalculation"})
    return _news(event, event.posted_on, body)


def _payment(event: events.PaymentPosted) -> News:
    body = event.model_dump(mode="json", include={"paid_on", "amount", "allocations", "unallocated"})
    return _news(event, event.paid_on, body | {"is_correction": event.revision > 1})


def _due(event: events.PaymentDueSoon) -> News:
    body = event.model_dump(mode="json", include={"due_on", "amount"})
    return _news(event, event.due_on, body)


def _arrears(event: events.ArrearsChanged) -> News:
    """It happened when the newest of the debts became overdue: a rest of an old one does not make it old."""
    newest = event.newest_due_on or event.overdue_since or event.as_of
    return _news(event, newest, event.model_dump(mode="json", include={"arrears", "overdue_since"}))
