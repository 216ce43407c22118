"""Add a passkey: the browser makes a key for a challenge of ours, and we keep its public half."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import SecondFactorChanged

from identity.clients.password_hasher import PasswordHasher
from identity.clients.relying_party import RelyingParty, answered_challenge, draw_challenge
from identity.errors import PasskeyKnown, PasskeyRefused, TooMany
from identity.storage.credential_models import Passkey
from identity.storage.models import User
from identity.storage.passkeys import PasskeyChallenges, Passkeys
from identity.storage.users import Users
from identity.usecases.check_password import check_password

CHALLENGE_LIFETIME: Final = timedelta(minutes=5)
_MOST: Final = 10


async def offer_passkey(
    session: AsyncSession, hasher: PasswordHasher, party: RelyingParty, user_id: UUID, *, password: str
) -> dict[str, Any]:
    """What the browser is asked for. Raises WrongPassword, TooMany."""
    user = await _lock(session, user_id)
    await check_password(session, hasher, user, password)
    known = await Passkeys(session).of(user_id)
    if len(known) >= _MOST:
        raise TooMany(limit=_MOST)
    challenge = draw_challenge()
    await PasskeyChallenges(session).add(challenge, user_id, datetime.now(UTC) + CHALLENGE_LIFETIME)
    return party.creation_options(user_id, user.email, [passkey.credential_id for passkey in known], challenge)


async def add_passkey(
    session: AsyncSession, party: RelyingParty, user_id: UUID, *, name: str, credential: dict[str, Any]
) -> Passkey:
    """The passkey, if it answers a challenge that this user was given. Raises PasskeyRefused, PasskeyKnown."""
    user = await _lock(session, user_id)
    now = datetime.now(UTC)
    challenge = answered_challenge(credential)
    if challenge is None or not await PasskeyChallenges(session).take(challenge, user_id, now):
        raise PasskeyRefused
    made = party.verify_creation(credential, challenge)
    passkey = Passkey(id=uuid_utils.uuid7(), user_id=user_id, name=name, created_at=now, **made._asdict())
    if not await Passkeys(session).add(passkey):
        raise PasskeyKnown
    await publish(session, SecondFactorChanged(user_id=user_id, email=user.email, change="passkey_added", name=name))
    return passkey


async def _lock(session: AsyncSession, user_id: UUID) -> User:
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    return user
