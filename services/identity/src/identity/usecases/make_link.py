"""Make a link for a letter, and find the link of a token."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from chassis.database import AsyncSession
from chassis.tokens import LinkSigner
from events.schemas.identity import LinkGrant

from identity.storage.links import Links
from identity.storage.models import Link

CONFIRM_EMAIL: Final = "confirm-email"
RESET_PASSWORD: Final = "reset-password"  # noqa: S105 - a purpose, not a password


def make_link(session: AsyncSession, user_id: UUID, purpose: str, email: str, lifetime: timedelta) -> LinkGrant:
    """Keep a new link and name it for the letter. What the event names can be opened by the notifier only."""
    now = datetime.now(UTC)
    link = Link(id=uuid4(), user_id=user_id, purpose=purpose, email=email, created_at=now, expires_at=now + lifetime)
    Links(session).add(link)
    return LinkGrant(link_id=link.id, expires_at=link.expires_at)


async def find_link(session: AsyncSession, signer: LinkSigner, token: str, *purposes: str) -> Link | None:
    """The link that this token opens, if it was made for one of the purposes. Not locked."""
    for purpose in purposes:
        link_id = signer.verify(purpose, token)
        link = await Links(session).get(link_id) if link_id else None
        if link is not None and link.purpose == purpose:
            return link
    return None
