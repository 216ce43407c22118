"""The passkeys a user has: list them, call one otherwise, take one away."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events import publish
from events.schemas.identity import SecondFactorChanged

from identity.storage.credential_models import Passkey
from identity.storage.passkeys import Passkeys
from identity.storage.users import Users


async def list_passkeys(session: AsyncSession, user_id: UUID) -> Sequence[Passkey]:
    """The oldest first."""
    return await Passkeys(session).of(user_id)


async def rename_passkey(session: AsyncSession, user_id: UUID, passkey_id: UUID, name: str) -> Passkey:
    """Raises NotFound, also for somebody else's."""
    passkey = await Passkeys(session).get(user_id, passkey_id)
    if passkey is None:
        raise NotFound
    passkey.name = name
    return passkey


async def remove_passkey(session: AsyncSession, user_id: UUID, passkey_id: UUID) -> None:
    """It opens nothing from now on; the owner is told. Raises NotFound, also for somebody else's."""
    user = await Users(session).lock(user_id)
    passkey = await Passkeys(session).get(user_id, passkey_id)
    if user is None or passkey is None:
        raise NotFound
    await Passkeys(session).delete(passkey)
    gone = SecondFactorChanged(user_id=user_id, email=user.email, change="passkey_removed", name=passkey.name)
    await publish(session, gone)
