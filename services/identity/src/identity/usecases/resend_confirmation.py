"""Send the confirmation letter again."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import EmailConfirmationRequested

from identity.settings import Settings
from identity.storage.users import Users
from identity.usecases.limit_letters import limit_requests, may_write_to
from identity.usecases.make_link import CONFIRM_EMAIL, make_link


async def resend_confirmation(session: AsyncSession, settings: Settings, user_id: UUID) -> int:
    """A fresh link for an unconfirmed user; a confirmed one needs none. In how many seconds he may ask again.
    Raises TooManyLetters."""
    users = Users(session)
    user = await users.lock(user_id)
    if user is None:
        raise Unauthenticated
    if user.is_confirmed:
        return 0
    wait = await limit_requests(session, str(user_id))
    if not await may_write_to(session, user.email):
        return wait
    link = make_link(session, user.id, CONFIRM_EMAIL, user.email, settings.confirmation_lifetime)
    is_known = await users.confirmed(user.email) is not None
    request = EmailConfirmationRequested(user_id=user.id, email=user.email, confirmation=None if is_known else link)
    await publish(session, request)
    return wait
