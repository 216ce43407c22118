"""Create an operator: a user of the supplier's staff, made by whoever runs the system."""

from datetime import UTC, datetime

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from events import publish
from events.schemas.identity import EmailConfirmed

from identity.clients.password_hasher import PasswordHasher
from identity.settings import Settings
from identity.storage.models import User
from identity.storage.sessions import Sessions
from identity.storage.users import Users

OPERATOR = "operator"


async def create_operator(
    session: AsyncSession, settings: Settings, hasher: PasswordHasher, *, email: str, password: str
) -> bool:
    """True if the user was made; a confirmed user of this address becomes an operator with this password
    (another than before ends his sessions)."""
    users = Users(session)
    await users.lock_address(email)
    user = await users.confirmed(email)
    is_new = user is None
    if user is None:
        user = _new_operator(email, settings)
        users.add(user)
        await publish(session, EmailConfirmed(user_id=user.id, email=email))
    user.roles = [OPERATOR]
    if not await hasher.matches(password, user.password_hash):
        user.password_hash = await hasher.hash(password)
        await Sessions(session).end_all(user.id)
    return is_new


def _new_operator(email: str, settings: Settings) -> User:
    now = datetime.now(UTC)
    return User(
        id=uuid_utils.uuid7(),
        email=email,
        password_hash="",
        license_version=settings.license_version,
        created_at=now,
        confirmed_at=now,
    )
