"""Set a password: by its owner, or through a letter's link."""

from datetime import UTC, datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import FieldProblem, Unauthenticated, ValidationProblem
from chassis.tokens import LinkSigner
from events import publish
from events.schemas.identity import PasswordChanged

from identity.clients.password_hasher import PasswordHasher
from identity.domain.password import check_against_email
from identity.domain.refusal import RefusedError
from identity.errors import TokenExpired
from identity.storage.links import Links
from identity.storage.models import User
from identity.storage.sessions import Sessions
from identity.storage.users import Users
from identity.usecases.check_password import check_password
from identity.usecases.make_link import RESET_PASSWORD, find_link
from identity.usecases.sign_in import forgive_wrong_passwords


async def change_password(
    session: AsyncSession, hasher: PasswordHasher, user_id: UUID, *, current: str, new: str, keep_session: UUID | None
) -> None:
    """The owner changes it; his other sessions end. Raises WrongPassword, TooManyWrongPasswords."""
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    await check_password(session, hasher, user, current)
    await _set(session, user, await hasher.hash(_unlike_email(new, user.email, "/new")), how="change")
    await Sessions(session).end_all(user_id, but=keep_session)


async def reset_password(
    session: AsyncSession, signer: LinkSigner, hasher: PasswordHasher, *, token: str, password: str
) -> None:
    """Who follows the letter's link sets a new one; every session ends. Raises TokenExpired."""
    found = await find_link(session, signer, token, RESET_PASSWORD)
    if found is None:
        raise TokenExpired
    password_hash = await hasher.hash(_unlike_email(password, found.email, "/password"))
    user = await Users(session).lock(found.user_id)
    link = await Links(session).lock(found.id)
    if user is None or link is None or link.used_at is not None or link.expires_at <= datetime.now(UTC):
        raise TokenExpired
    link.used_at = datetime.now(UTC)
    await _set(session, user, password_hash, how="reset")
    await Sessions(session).end_all(user.id)
    await forgive_wrong_passwords(session, user.email)


async def _set(session: AsyncSession, user: User, password_hash: str, *, how: str) -> None:
    user.password_hash = password_hash
    await Links(session).withdraw(user.id, RESET_PASSWORD)
    await publish(session, PasswordChanged(user_id=user.id, email=user.email, how=how))


def _unlike_email(password: str, email: str, pointer: str) -> str:
    try:
        return check_against_email(password, email)
    except RefusedError as refused:
        raise ValidationProblem(errors=[FieldProblem(pointer, refused.code, refused.ru, refused.en)]) from None
