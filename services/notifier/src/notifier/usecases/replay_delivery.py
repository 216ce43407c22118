"""Send to a webhook because its owner says so."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound, TooManyRequests
from uuid_utils.compat import uuid7

from notifier.domain.webhooks import TEST, TESTS_PER_HOUR, HookState, SendState, body_of
from notifier.errors import StillPending, WebhookPaused
from notifier.storage.hook_deliveries import HookDeliveries
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.storage.webhooks import Webhooks

_HOUR: Final = timedelta(hours=1)
_BETWEEN_REPLAYS: Final = timedelta(seconds=60)


async def find_delivery(
    session: AsyncSession, webhook: Webhook, delivery_id: UUID, *, lock: bool = False
) -> HookDelivery:
    """Raises NotFound: not of this webhook, or of a contract that its owner may see no more."""
    delivery = await HookDeliveries(session).find(webhook, delivery_id, lock=lock)
    if delivery is None:
        raise NotFound
    return delivery


async def replay_delivery(session: AsyncSession, webhook: Webhook, delivery_id: UUID, now: datetime) -> HookDelivery:
    """The same message under the same id once more, with all its tries before it. Raises NotFound, WebhookPaused,
    StillPending, and TooManyRequests within a minute of the last time."""
    delivery = await find_delivery(session, webhook, delivery_id, lock=True)
    _check_active(webhook)
    if delivery.state == SendState.PENDING:
        raise StillPending
    if delivery.replayed_at is not None and (left := delivery.replayed_at + _BETWEEN_REPLAYS - now) > timedelta(0):
        raise TooManyRequests(retry_after=int(left.total_seconds()) + 1)
    replayed = await HookDeliveries(session).replay(delivery_id)
    await Webhooks(session).wake([webhook.id])
    return replayed


async def send_test(session: AsyncSession, webhook: Webhook, now: datetime) -> HookDelivery:
    """A message that tells of nothing. Raises WebhookPaused, and TooManyRequests when there were many in an hour."""
    _check_active(webhook)
    deliveries = HookDeliveries(session)
    await Webhooks(session).lock_user(webhook.user_id)
    if await deliveries.tests_since(webhook.user_id, now - _HOUR) >= TESTS_PER_HOUR:
        raise TooManyRequests(retry_after=600)
    delivery_id, event_id = uuid7(), uuid7()
    body = body_of(event_id, TEST, now, None, {"webhook_id": str(webhook.id), "name": webhook.name})
    row = {"id": delivery_id, "webhook_id": webhook.id, "event_id": event_id, "type": TEST, "body": body}
    await Webhooks(session).wake(await deliveries.add([row | {"contract_number": None}]))
    return await find_delivery(session, webhook, delivery_id)


def _check_active(webhook: Webhook) -> None:
    if webhook.state != HookState.ACTIVE:
        raise WebhookPaused
