"""Confirm an e-mail: who follows the letter's link owns the address."""

from datetime import UTC, datetime
from typing import Literal

from chassis.database import AsyncSession
from chassis.tokens import LinkSigner
from events import Event, publish
from events.schemas.identity import EmailChanged, EmailConfirmed

from identity.errors import TokenExpired
from identity.storage.links import Links
from identity.storage.models import CHANGE_EMAIL, Link, User
from identity.storage.users import Users
from identity.usecases.close_users import publish_closed
from identity.usecases.make_link import CONFIRM_EMAIL, RESET_PASSWORD, find_link


async def confirm_email(session: AsyncSession, signer: LinkSigner, token: str) -> Literal["confirmed", "already"]:
    """Confirm the address of registration, or the one changed to. Raises TokenExpired.

    Other unconfirmed users of the address end here: it is proved whose it is.
    """
    user, link = await _open(session, signer, token)
    if link.used_at is not None or link.purpose == CONFIRM_EMAIL:
        if user.is_confirmed and user.email == link.email:
            return "already"
        if link.used_at is not None or user.email != link.email:
            raise TokenExpired
    if link.expires_at <= datetime.now(UTC):
        raise TokenExpired
    await _take_address(session, user, link)
    return "confirmed"


async def _open(session: AsyncSession, signer: LinkSigner, token: str) -> tuple[User, Link]:
    """The link and its user, both locked, and the address with them: of two at once one wins."""
    found = await find_link(session, signer, token, CONFIRM_EMAIL, CHANGE_EMAIL)
    if found is None:
        raise TokenExpired
    await Users(session).lock_address(found.email)
    user = await Users(session).lock(found.user_id)
    link = await Links(session).lock(found.id)
    if user is None or link is None:
        raise TokenExpired
    return user, link


async def _take_address(session: AsyncSession, user: User, link: Link) -> None:
    now = datetime.now(UTC)
    facts = _facts(user, link.email)
    user.email, user.confirmed_at, link.used_at = link.email, user.confirmed_at or now, now
    if not await Users(session).claims_address():
        raise TokenExpired
    await Links(session).withdraw(user.id, RESET_PASSWORD)
    await publish(session, *facts)
    await publish_closed(session, await Users(session).delete_unconfirmed(link.email), reason="superseded")


def _facts(user: User, email: str) -> list[Event]:
    facts: list[Event] = []
    if user.email != email:
        facts.append(EmailChanged(user_id=user.id, old_email=user.email, email=email))
    if not user.is_confirmed:
        facts.append(EmailConfirmed(user_id=user.id, email=email))
    return facts
