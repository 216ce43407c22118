"""What an operator may do to a user: keep him out, let him in, end his sessions, send his letter again, disconnect
an application that he lost. Each is recorded with its reason in the same transaction."""

from datetime import UTC, datetime
from uuid import UUID

from chassis.audit import Act
from chassis.database import AsyncSession
from chassis.errors import NotFound

from identity.errors import OwnAccount
from identity.settings import Settings
from identity.storage.models import User
from identity.storage.operator_actions import OperatorActions
from identity.storage.sessions import Sessions
from identity.storage.users import Users
from identity.usecases.enrol_totp import disconnect_totp
from identity.usecases.resend_confirmation import resend_confirmation


async def lock_user(session: AsyncSession, act: Act, user_id: UUID) -> None:
    """He is signed out everywhere, and neither his password, nor a passkey, nor a token lets him in.
    Raises NotFound, OwnAccount."""
    if user_id == act.operator_id:
        raise OwnAccount
    user = await _begin(session, act, "user.lock", user_id)
    user.locked_at = user.locked_at or datetime.now(UTC)
    await Sessions(session).end_all(user_id)


async def unlock_user(session: AsyncSession, act: Act, user_id: UUID) -> None:
    """He may sign in again. Raises NotFound."""
    user = await _begin(session, act, "user.unlock", user_id)
    user.locked_at = None


async def end_user_sessions(session: AsyncSession, act: Act, user_id: UUID) -> None:
    """He is signed out everywhere. Raises NotFound."""
    await _begin(session, act, "user.end_sessions", user_id)
    await Sessions(session).end_all(user_id)


async def disconnect_user_totp(session: AsyncSession, act: Act, user_id: UUID) -> None:
    """His password alone lets him in again, for he has lost both the application and the recovery codes; he is told by
    letter, and signed out everywhere. Raises NotFound, OwnAccount, TotpNotEnabled."""
    if user_id == act.operator_id:
        raise OwnAccount
    await disconnect_totp(session, await _begin(session, act, "user.disconnect_totp", user_id))
    await Sessions(session).end_all(user_id)


async def resend_user_confirmation(session: AsyncSession, settings: Settings, act: Act, user_id: UUID) -> None:
    """The confirmation letter once more; a confirmed user needs none. Raises NotFound, TooManyLetters."""
    await _begin(session, act, "user.resend_confirmation", user_id)
    await resend_confirmation(session, settings, user_id)


async def _begin(session: AsyncSession, act: Act, action: str, user_id: UUID) -> User:
    user = await Users(session).lock(user_id)
    if user is None:
        raise NotFound
    await OperatorActions(session).add(act, action, str(user_id))
    return user
