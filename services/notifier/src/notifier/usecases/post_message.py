"""Post one message of a webhook, signed, and write down what came of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from chassis.database import AsyncSession
from chassis.sealing import Sealer

from notifier.clients.poster import Poster
from notifier.domain import letters
from notifier.domain.hook_policy import Answer, Health, HookPolicy
from notifier.domain.signing import signature
from notifier.domain.webhooks import KINDS, HookState, SendState
from notifier.storage.hook_deliveries import HookDeliveries
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.storage.webhooks import Webhooks
from notifier.usecases.open_webhook import label_of, tell_owner

log = structlog.get_logger(__name__)

_AGENT: Final = "Cabinet-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Message:
    """A message in hand, and the webhook it is for, as they were when it was taken."""

    webhook: Webhook
    delivery: HookDelivery


async def take_message(session: AsyncSession, webhook: Webhook, now: datetime) -> Message | None:
    """The next message of a webhook that was claimed, its try written down; None when there is none to send. What its
    owner may see no more is dropped on the way, unsent."""
    deliveries = HookDeliveries(session)
    while (delivery := await deliveries.begin(webhook.id)) is not None:
        if await _may_be_sent(session, webhook, delivery):
            return Message(webhook, delivery)
        await deliveries.settle(delivery, state=SendState.DROPPED, due_at=None, tried=None, now=now)
    if await Webhooks(session).lock_claimed(webhook) is not None:
        await Webhooks(session).release(webhook.id)
    return None


async def _may_be_sent(session: AsyncSession, webhook: Webhook, delivery: HookDelivery) -> bool:
    kind = KINDS.get(delivery.type)
    if kind is None or kind.to_former or delivery.contract_number is None:
        return True
    return await Webhooks(session).role_in(webhook.user_id, delivery.contract_number) in kind.roles


async def post_message(poster: Poster, sealer: Sealer, message: Message, now: datetime) -> Answer:
    """One try, over the network. The same id at every try, the moment and the signature of this one."""
    webhook, delivery = message.webhook, message.delivery
    body, timestamp = delivery.body.encode(), int(now.timestamp())
    try:
        keys = _secrets(sealer, webhook, now)
    except ValueError:  # a sealing key is missing: this must not stop the others, nor the letters
        log.error("webhook_secret_unreadable", webhook_id=str(webhook.id))
        return Answer(timedelta(0), error="secret_unreadable")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": str(delivery.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(keys, str(delivery.id), timestamp, body),
    }
    return await poster.post(webhook.url, headers, body)


def _secrets(sealer: Sealer, webhook: Webhook, now: datetime) -> Sequence[str]:
    sealed = [webhook.sealed_secret]
    if webhook.sealed_previous is not None and webhook.previous_until is not None and webhook.previous_until > now:
        sealed.append(webhook.sealed_previous)
    return [sealer.open(one, label_of(webhook.id)).decode() for one in sealed]


async def settle_message(
    session: AsyncSession, message: Message, answer: Answer, policy: HookPolicy, *, begun: datetime, now: datetime
) -> SendState:
    """The state of the delivery now. When the webhook was stopped by this answer, its owner is told by letter. A
    webhook that is gone, or taken by another sender meanwhile, is left alone."""
    delivery = message.delivery
    state, due_at = policy.judge(answer, attempt=delivery.attempt, now=now)
    webhook = await Webhooks(session).lock_claimed(message.webhook)
    if webhook is None:
        return state
    tried = _tried(answer, begun)
    await HookDeliveries(session).settle(delivery, state=state, due_at=due_at, tried=tried, now=now)
    before = Health(failing_since=webhook.failing_since, failures=webhook.failures)
    health = policy.health(before, answer, now=now)
    fares: dict[str, Any] = asdict(health)
    stopped = webhook.state == HookState.ACTIVE and health.state is not HookState.ACTIVE
    if not stopped:  # neither does a try that was under way wake what its owner has paused
        del fares["state"], fares["reason"]
    await Webhooks(session).release(webhook.id, **fares)
    if stopped:
        await tell_owner(session, webhook, letters.WEBHOOK_STOPPED, reason=health.reason)
    return state


def _tried(answer: Answer, begun: datetime) -> dict[str, Any]:
    return {
        "at": begun.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "status": answer.status,
        "error": answer.error,
        "duration_ms": round(answer.took.total_seconds() * 1000),
        "answer": answer.head,
    }
