"""The supplier's billing feed over Kafka; the same use cases as behind HTTP.

Refused items are named, and their contracts parked with the reasons; the others go on. The revision of an item guards
against repeats, so no inbox is needed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from chassis.errors import FieldProblem
from events import Event, RefusedEventsError, Router
from events.schemas.supplier import ChargePublished, DocumentPublished, PaymentPublished

from billing.domain.calendar import moscow_day
from billing.domain.revisions import Outcome
from billing.errors import refusal
from billing.usecases.issue_documents import issue_documents
from billing.usecases.post_charges import post_charges
from billing.usecases.post_payments import post_payments

router = Router()


@router.on_batch(ChargePublished, inbox=False)
async def on_charges(session: AsyncSession, events: Sequence[ChargePublished]) -> None:
    """Charges, new or corrected."""
    _refuse(events, await post_charges(session, events, moscow_day(datetime.now(UTC))))


@router.on_batch(PaymentPublished, inbox=False)
async def on_payments(session: AsyncSession, events: Sequence[PaymentPublished]) -> None:
    """Payments, new or corrected."""
    _refuse(events, await post_payments(session, events, moscow_day(datetime.now(UTC))))


@router.on_batch(DocumentPublished, inbox=False)
async def on_documents(session: AsyncSession, events: Sequence[DocumentPublished]) -> None:
    """Documents, new or corrected."""
    _refuse(events, await issue_documents(session, events))


def _refuse(events: Sequence[Event], outcomes: Sequence[Outcome]) -> None:
    refused = [
        (event, refusal([FieldProblem(*flaw) for flaw in outcome.flaws]))
        for event, outcome in zip(events, outcomes, strict=True)
        if outcome.flaws
    ]
    if refused:
        raise RefusedEventsError(refused)
