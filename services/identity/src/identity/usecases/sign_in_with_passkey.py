"""Sign in with a passkey: something one has, unlocked by its owner. No password, and both factors at once."""

from datetime import UTC, datetime
from typing import Any

from chassis.database import AsyncSession

from identity.clients.relying_party import RelyingParty, answered_challenge, credential_id, draw_challenge
from identity.domain.device import Client
from identity.errors import AccountLocked, InvalidPasskey
from identity.settings import Settings
from identity.storage.passkeys import PasskeyChallenges, Passkeys
from identity.storage.second_factors import Totps
from identity.storage.users import Users
from identity.usecases.add_passkey import CHALLENGE_LIFETIME
from identity.usecases.read_account import Account
from identity.usecases.sign_in import welcome


async def ask_for_passkey(session: AsyncSession, party: RelyingParty) -> dict[str, Any]:
    """What any browser is asked for; it names nobody, so it tells nothing of anybody."""
    challenge = draw_challenge()
    await PasskeyChallenges(session).add(challenge, None, datetime.now(UTC) + CHALLENGE_LIFETIME)
    return party.request_options(challenge)


async def sign_in_with_passkey(
    session: AsyncSession,
    settings: Settings,
    party: RelyingParty,
    credential: dict[str, Any],
    client: Client,
    *,
    replacing: str | None,
) -> tuple[Account, str]:
    """The account and a fresh session token. Raises InvalidPasskey for whatever is wrong with the answer, and
    AccountLocked. A challenge is used up by its first answer, right or wrong."""
    challenge, known_as = answered_challenge(credential), credential_id(credential)
    if challenge is None or known_as is None:
        raise InvalidPasskey
    if not await PasskeyChallenges(session).take(challenge, None, datetime.now(UTC)):
        raise InvalidPasskey
    owner = await Passkeys(session).owner(known_as)
    user = await Users(session).lock(owner, shared=True) if owner else None
    passkey = await Passkeys(session).lock(known_as) if user else None
    if user is None or passkey is None:
        raise InvalidPasskey
    passkey.sign_count = party.verify_request(
        credential, challenge, public_key=passkey.public_key, sign_count=passkey.sign_count
    )
    passkey.last_used_at = datetime.now(UTC)
    if user.locked_at is not None:
        raise AccountLocked
    factors = await Totps(session).factors_of(user.id)
    return await welcome(session, settings, user, factors, client, replacing=replacing, second_factor=True)
