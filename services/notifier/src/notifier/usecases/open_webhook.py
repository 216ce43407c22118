"""Begin to tell a user's own system of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import FieldProblem, ValidationProblem
from chassis.sealing import Sealer
from uuid_utils.compat import uuid7

from notifier.domain import letters
from notifier.domain.signing import draw_secret
from notifier.domain.webhooks import MANY
from notifier.errors import TooManyWebhooks
from notifier.storage.accounts import Accounts
from notifier.storage.hook_models import Webhook
from notifier.storage.webhooks import Webhooks
from notifier.usecases.queue_letter import NewLetter, queue_letter


@dataclass(frozen=True, slots=True)
class Wish:
    """What a user wants to be told where. `contract_numbers` None: of every contract he sees."""

    name: str
    url: str
    events: Sequence[str]
    contract_numbers: Sequence[str] | None


def label_of(webhook_id: UUID) -> str:
    """What a webhook's secrets are sealed with."""
    return f"webhook:{webhook_id}"


async def open_webhook(session: AsyncSession, sealer: Sealer, user_id: UUID, wish: Wish) -> tuple[Webhook, str]:
    """The webhook, and its secret in clear: the only time anybody sees it. A letter tells the user, in case it was not
    he. Raises TooManyWebhooks; ValidationProblem for a contract that is not his."""
    webhooks = Webhooks(session)
    await webhooks.lock_user(user_id)
    if len(await webhooks.of(user_id)) >= MANY:
        raise TooManyWebhooks(many=MANY)
    await check_contracts(session, user_id, wish)
    webhook_id, secret = uuid7(), draw_secret()
    webhook = Webhook(
        id=webhook_id,
        user_id=user_id,
        name=wish.name,
        url=wish.url,
        events=list(wish.events),
        contract_numbers=None if wish.contract_numbers is None else list(wish.contract_numbers),
        sealed_secret=sealer.seal(secret.encode(), label_of(webhook_id)),
        created_at=datetime.now(UTC),
        state="active",
    )
    await webhooks.add(webhook)
    await tell_owner(session, webhook, letters.WEBHOOK_CREATED)
    return webhook, secret


async def check_contracts(session: AsyncSession, user_id: UUID, wish: Wish) -> None:
    """Raises ValidationProblem: one is not his, or is none at all, which is the same."""
    seen = await Webhooks(session).seen_by(user_id)
    problems = [
        FieldProblem(
            f"/contract_numbers/{index}",
            "unknown_contract",
            "Такого договора в вашем личном кабинете нет.",
            "There is no such contract in your account.",
        )
        for index, number in enumerate(wish.contract_numbers or ())
        if number not in seen
    ]
    if problems:
        raise ValidationProblem(errors=problems)


async def tell_owner(session: AsyncSession, webhook: Webhook, letter: letters.Letter, **facts: str | None) -> None:
    """A letter to the webhook's owner about it."""
    email = await Accounts(session).email_of(webhook.user_id)
    if email is not None:
        told = {"name": webhook.name, "host": urlsplit(webhook.url).netloc, "at": datetime.now(UTC).isoformat()}
        new = NewLetter(
            letter=letter,
            email=email,
            source_event_id=uuid7(),
            user_id=webhook.user_id,
            facts=told | facts,
        )
        await queue_letter(session, new)
