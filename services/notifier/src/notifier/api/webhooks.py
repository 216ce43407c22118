"""Webhooks: the caller's own systems are told of events of his contracts."""

from uuid import UUID

from chassis.auth import ReadyUser
from chassis.database import SessionDep
from chassis.pagination import Page
from fastapi import APIRouter

from notifier.api.deps import LockedWebhook, Now, OwnWebhook, SealerDep, SettingsDep, check_token
from notifier.api.webhook_schemas import HookDeliveryOut, NewWebhook, WebhookIn, WebhookOut
from notifier.storage.webhooks import Webhooks
from notifier.usecases.change_webhook import change_webhook, pause_webhook, resume_webhook, rotate_secret
from notifier.usecases.open_webhook import open_webhook
from notifier.usecases.replay_delivery import send_test

router = APIRouter(prefix="/api/notifier/v1", tags=["webhooks"])


@router.get("/webhooks")
async def list_webhooks(user: ReadyUser, session: SessionDep) -> Page[WebhookOut]:
    """The caller's webhooks, oldest first: ten at most, so there is one page."""
    return Page(items=[WebhookOut.of(one) for one in await Webhooks(session).of(UUID(user.subject))])


@router.post("/webhooks", status_code=201)
async def create(
    body: WebhookIn, user: ReadyUser, session: SessionDep, sealer: SealerDep, settings: SettingsDep
) -> NewWebhook:
    """A new webhook, with its secret: shown once, so no Idempotency-Key keeps the answer. The user is told by letter.
    More than ten: 409 `too_many_webhooks`."""
    check_token(user, body.events)
    wish = body.wish(loopback=settings.webhooks_to_loopback)
    webhook, secret = await open_webhook(session, sealer, UUID(user.subject), wish)
    return NewWebhook.of(webhook, secret=secret)


@router.get("/webhooks/{webhook_id}")
async def show(webhook: OwnWebhook) -> WebhookOut:
    """One of the caller's."""
    return WebhookOut.of(webhook)


@router.put("/webhooks/{webhook_id}")
async def change(
    body: WebhookIn, webhook: LockedWebhook, user: ReadyUser, session: SessionDep, settings: SettingsDep
) -> WebhookOut:
    """Other name, address, events, contracts. The secret stays; what waits goes to the new address."""
    check_token(user, body.events)
    await change_webhook(session, webhook, body.wish(loopback=settings.webhooks_to_loopback))
    return WebhookOut.of(webhook)


@router.delete("/webhooks/{webhook_id}", status_code=204)
async def remove(webhook: LockedWebhook, session: SessionDep) -> None:
    """With everything that waits for it, and its log."""
    await Webhooks(session).remove(webhook.id)


@router.post("/webhooks/{webhook_id}:pause")
async def pause(webhook: LockedWebhook) -> WebhookOut:
    """Nothing is sent until it is resumed; what happens meanwhile waits, up to 30 days."""
    await pause_webhook(webhook)
    return WebhookOut.of(webhook)


@router.post("/webhooks/{webhook_id}:resume")
async def resume(webhook: LockedWebhook) -> WebhookOut:
    """Sent to again, what has waited first."""
    await resume_webhook(webhook)
    return WebhookOut.of(webhook)


@router.post("/webhooks/{webhook_id}:rotate-secret")
async def rotate(webhook: LockedWebhook, sealer: SealerDep, now: Now) -> NewWebhook:
    """A new secret, shown once. For a day the one before it signs too."""
    secret = await rotate_secret(sealer, webhook, now)
    return NewWebhook.of(webhook, secret=secret)


@router.post("/webhooks/{webhook_id}:test", status_code=202)
async def test(webhook: OwnWebhook, session: SessionDep, now: Now) -> HookDeliveryOut:
    """Send a message of type `webhook.test` that tells of nothing. Not active: 409 `webhook_paused`."""
    return HookDeliveryOut.of(await send_test(session, webhook, now))
