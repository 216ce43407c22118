"""Register: one path whether or not the address is known, so that nobody learns which."""

from datetime import UTC, datetime

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from events import publish
from events.schemas.identity import UserRegistered

from identity.clients.password_hasher import PasswordHasher
from identity.domain.device import Client
from identity.settings import Settings
from identity.storage.devices import KnownDevices
from identity.storage.licenses import LicenseAcceptances
from identity.storage.models import User
from identity.storage.users import Users
from identity.usecases.limit_letters import may_write_to
from identity.usecases.make_link import CONFIRM_EMAIL, make_link
from identity.usecases.open_session import open_session


async def register_user(
    session: AsyncSession,
    settings: Settings,
    hasher: PasswordHasher,
    *,
    email: str,
    password: str,
    client: Client,
    session_token: str | None,
) -> str:
    """The session token of a new, unconfirmed user. A letter follows by event; nothing here waits for mail.

    A known address gets the same user and answer, but its letter has no link: the row ends by itself.
    """
    password_hash = await hasher.hash(password)  # before the first query: no connection waits for it
    users = Users(session)
    user = _new_user(email, password_hash, settings.license_version)
    users.add(user)
    LicenseAcceptances(session).add(user.id, user.license_version, user.created_at, client)
    await session.flush()
    link = make_link(session, user.id, CONFIRM_EMAIL, email, settings.confirmation_lifetime)
    is_known = await users.confirmed(email) is not None
    letter = await may_write_to(session, email)
    await KnownDevices(session).greet(user.id, client)
    registered = UserRegistered(
        user_id=user.id,
        email=email,
        license_version=user.license_version,
        confirmation=None if is_known else link,
        letter=letter,
    )
    await publish(session, registered)
    return (await open_session(session, settings, user.id, client, replacing=session_token)).token


def _new_user(email: str, password_hash: str, license_version: str) -> User:
    return User(
        id=uuid_utils.uuid7(),
        email=email,
        password_hash=password_hash,
        license_version=license_version,
        roles=[],
        created_at=datetime.now(UTC),
    )
