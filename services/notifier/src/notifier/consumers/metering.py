"""What metering publishes about readings and windows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from events import Router
from events.schemas import metering as events

from notifier.consumers import hooks
from notifier.consumers.dates import window_of
from notifier.domain import letters
from notifier.domain.news import Manner, News, moscow_day
from notifier.usecases.keep_dates import keep_dates
from notifier.usecases.tell_holders import tell_holders
from notifier.usecases.tell_webhooks import tell_webhooks


def build_router(manner: Manner) -> Router:
    """Its handlers."""
    router = Router()

    @router.on_batch(events.ReadingSubmitted, inbox=False)  # nothing but webhooks, which are told once in any case
    async def readings_submitted(session: AsyncSession, submitted: Sequence[events.ReadingSubmitted]) -> None:
        await tell_webhooks(session, [hooks.reading_submitted(event) for event in submitted])

    @router.on_batch(events.ReadingAccepted)
    async def readings_accepted(session: AsyncSession, accepted: Sequence[events.ReadingAccepted]) -> None:
        news = [_decided(event) for event in accepted if _is_a_customers(event)]
        await tell_holders(session, manner, letters.READING_ACCEPTED, news)
        await tell_webhooks(session, [hooks.reading_accepted(event) for event in accepted])

    @router.on_batch(events.ReadingRejected)
    async def readings_rejected(session: AsyncSession, rejected: Sequence[events.ReadingRejected]) -> None:
        news = [
            _decided(event, reason=event.reason, correct_until=_still_to_come(event.editable_until))
            for event in rejected
            if _is_a_customers(event)
        ]
        await tell_holders(session, manner, letters.READING_REJECTED, news)
        await tell_webhooks(session, [hooks.reading_rejected(event) for event in rejected])

    @router.on_batch(events.ReadingWindowOpened)
    async def windows_opened(session: AsyncSession, opened: Sequence[events.ReadingWindowOpened]) -> None:
        await keep_dates(session, [window_of(event) for event in opened])
        await tell_holders(session, manner, letters.WINDOW_OPENED, [_window(event) for event in opened])
        await tell_webhooks(session, [hooks.window_opened(event) for event in opened])

    @router.on_batch(events.ReadingWindowClosing)
    async def windows_closing(session: AsyncSession, closing: Sequence[events.ReadingWindowClosing]) -> None:
        news = [
            _window(event, missing=event.missing, meters=[meter.model_dump() for meter in event.meters])
            for event in closing
        ]
        await tell_holders(session, manner, letters.WINDOW_CLOSING, news)

    return router


def _is_a_customers(event: events.MeterReadingEvent) -> bool:
    """Acts and estimates of the supplier are nobody's news: nobody waits for their acceptance."""
    return event.actor_id is not None


def _still_to_come(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None and moment > datetime.now(UTC) else None


def _decided(event: events.ReadingAccepted | events.ReadingRejected, **more: str | None) -> News:
    fact = {
        "serial": event.meter_serial,
        "period": event.period,
        "taken_on": event.taken_on.isoformat(),
        "dial": dict(event.values),
        "volumes": dict(event.volumes),
    }
    return News(
        contract_number=event.contract_number,
        event_id=event.id,
        told_at=event.occurred_at,
        happened_on=moscow_day(event.decided_at),
        fact=fact | more,
    )


def _window(event: events.WindowEvent, **more: object) -> News:
    return News(
        contract_number=event.contract_number,
        event_id=event.id,
        told_at=event.occurred_at,
        happened_on=moscow_day(event.closes_at),
        fact={"period": event.period, "closes_at": event.closes_at.isoformat(), **more},
        useful_until=event.closes_at,
    )
