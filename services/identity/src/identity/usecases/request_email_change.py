"""Ask for another e-mail: the old one stays until the new one is confirmed."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import EmailChangeRequested

from identity.clients.password_hasher import PasswordHasher
from identity.settings import Settings
from identity.storage.links import Links
from identity.storage.models import CHANGE_EMAIL
from identity.storage.users import Users
from identity.usecases.check_password import check_password
from identity.usecases.limit_letters import limit_requests, may_write_to
from identity.usecases.make_link import make_link


async def request_email_change(
    session: AsyncSession, settings: Settings, hasher: PasswordHasher, user_id: UUID, *, email: str, password: str
) -> None:
    """Letters to both addresses; an earlier wish is withdrawn. An address of another user gets no link,
    and nobody is told. Raises WrongPassword, TooManyWrongPasswords, TooManyLetters."""
    users = Users(session)
    user = await users.lock(user_id)
    if user is None:
        raise Unauthenticated
    await check_password(session, hasher, user, password)
    await limit_requests(session, str(user_id))
    await Links(session).withdraw(user_id, CHANGE_EMAIL)
    if email == user.email or not await may_write_to(session, email):
        return
    link = make_link(session, user_id, CHANGE_EMAIL, email, settings.confirmation_lifetime)
    is_taken = await users.confirmed(email) is not None
    change = EmailChangeRequested(
        user_id=user_id, old_email=user.email, new_email=email, confirmation=None if is_taken else link
    )
    await publish(session, change)
