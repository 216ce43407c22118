"""What the owner of a webhook does with it."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from chassis.sealing import Sealer

from notifier.domain.signing import draw_secret
from notifier.domain.webhooks import BOTH_SECRETS_FOR, HookState
from notifier.storage.hook_models import Webhook
from notifier.storage.webhooks import Webhooks
from notifier.usecases.open_webhook import Wish, check_contracts, label_of


async def find_webhook(session: AsyncSession, user_id: UUID, webhook_id: UUID, *, lock: bool = False) -> Webhook:
    """Raises NotFound for what is not his."""
    webhook = await Webhooks(session).find(webhook_id, user_id, lock=lock)
    if webhook is None:
        raise NotFound
    return webhook


async def change_webhook(session: AsyncSession, webhook: Webhook, wish: Wish) -> None:
    """Other wishes from now on; what waits goes to the new address. Raises ValidationProblem for a contract that is
    not his."""
    kept = set(webhook.contract_numbers or ())
    added = None if wish.contract_numbers is None else [one for one in wish.contract_numbers if one not in kept]
    await check_contracts(session, webhook.user_id, Wish(wish.name, wish.url, wish.events, added))
    webhook.name, webhook.url, webhook.events = wish.name, wish.url, list(wish.events)
    webhook.contract_numbers = None if wish.contract_numbers is None else list(wish.contract_numbers)
    webhook.rest_until = None


async def pause_webhook(webhook: Webhook) -> None:
    """Nothing is sent to it until it is resumed; what happens meanwhile waits."""
    if webhook.state == HookState.ACTIVE:
        webhook.state, webhook.reason = HookState.PAUSED, "owner"


async def resume_webhook(webhook: Webhook) -> None:
    """Sent to again, what has waited first; as if it had never failed."""
    webhook.state, webhook.reason, webhook.failing_since = HookState.ACTIVE, None, None
    webhook.failures, webhook.rest_until, webhook.is_slow = 0, None, False


async def rotate_secret(sealer: Sealer, webhook: Webhook, now: datetime) -> str:
    """The new secret in clear, shown once. The one before it signs beside it for a day; an older one no more."""
    secret = draw_secret()
    webhook.sealed_previous, webhook.previous_until = webhook.sealed_secret, now + BOTH_SECRETS_FOR
    webhook.sealed_secret = sealer.seal(secret.encode(), label_of(webhook.id))
    return secret
