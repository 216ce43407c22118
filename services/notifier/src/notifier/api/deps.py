"""What endpoints about webhooks are given: only those that are the caller's, and only what his token may read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from chassis.auth import Principal, ReadyUser
from chassis.database import SessionDep
from chassis.errors import NotFound
from chassis.scopes import ScopeMissing
from chassis.sealing import Sealer
from fastapi import Depends, Request

from notifier.domain.webhooks import KINDS
from notifier.settings import Settings
from notifier.storage.hook_models import Webhook
from notifier.usecases.change_webhook import find_webhook


async def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


async def get_sealer(settings: SettingsDep) -> Sealer:
    """Seals the secrets of webhooks."""
    return Sealer(settings.sealing_keys)


SealerDep = Annotated[Sealer, Depends(get_sealer)]


async def get_now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(get_now)]


def opaque(text: str) -> UUID:
    """Ids are opaque: what is none of ours names nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def check_token(user: Principal, events: Iterable[str]) -> None:
    """A token has nothing sent, and reads nothing of what was sent, that it could not read itself. Raises
    ScopeMissing."""
    if user.token_id is None:
        return
    for event in events:
        if event in KINDS and KINDS[event].scope not in user.scopes:
            raise ScopeMissing(KINDS[event].scope)


async def get_own_webhook(webhook_id: str, user: ReadyUser, session: SessionDep) -> Webhook:
    """The webhook in the path, if it is the caller's; else 404."""
    webhook = await find_webhook(session, UUID(user.subject), opaque(webhook_id))
    check_token(user, webhook.events)
    return webhook


async def get_locked_webhook(webhook_id: str, user: ReadyUser, session: SessionDep) -> Webhook:
    """The same, and nobody else changes it until this request is over."""
    webhook = await find_webhook(session, UUID(user.subject), opaque(webhook_id), lock=True)
    check_token(user, webhook.events)
    return webhook


OwnWebhook = Annotated[Webhook, Depends(get_own_webhook)]
LockedWebhook = Annotated[Webhook, Depends(get_locked_webhook)]
