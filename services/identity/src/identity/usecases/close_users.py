"""Close users: their personal data goes, here by deletion, elsewhere by event."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from chassis.sealing import Sealer
from events import publish
from events.schemas.identity import AccountClosed, UserClosed

from identity.clients.password_hasher import PasswordHasher
from identity.errors import OtpNeeded, WrongPassword
from identity.storage.licenses import LicenseAcceptances
from identity.storage.models import User
from identity.storage.second_factors import Totps
from identity.storage.sessions import Sessions
from identity.storage.users import Users
from identity.usecases.check_password import check_code, check_password

FRESH: Final = timedelta(minutes=10)
"""Who signed in so lately has just said who he is."""


class Proof(NamedTuple):
    """How somebody who is signed in shows that he is the owner, and not just at his browser."""

    password: str | None
    otp: str | None
    session_id: UUID | None


async def close_account(
    session: AsyncSession, hasher: PasswordHasher, sealer: Sealer, user_id: UUID, proof: Proof
) -> None:
    """The user closes his account: he is signed out everywhere and his address is free again.

    Asked for are the password and, where one is connected, a code of the second factor; neither of somebody who
    has signed in, with all that, within the last ten minutes. Raises WrongPassword, OtpNeeded, WrongOtp.
    """
    users = Users(session)
    user = await users.lock(user_id)
    if user is None:
        raise Unauthenticated
    await _check(session, hasher, sealer, user, proof)
    address = user.email
    await users.delete(user)
    if user.is_confirmed:  # else nobody knows whose address it is: no letter
        await publish(session, AccountClosed(user_id=user_id, email=address))
    await publish_closed(session, [user_id], reason="owner")


async def _check(session: AsyncSession, hasher: PasswordHasher, sealer: Sealer, user: User, proof: Proof) -> None:
    needs_code = (await Totps(session).factors_of(user.id)).totp
    if proof.password is None:
        asks = await Sessions(session).get(proof.session_id) if proof.session_id else None
        is_fresh = asks is not None and asks.created_at > datetime.now(UTC) - FRESH
        if asks is None or not is_fresh or (needs_code and not asks.second_factor):
            raise WrongPassword
        return
    await check_password(session, hasher, user, proof.password)
    if needs_code:
        if not proof.otp:
            raise OtpNeeded
        await check_code(session, sealer, user, proof.otp)


async def publish_closed(session: AsyncSession, user_ids: Sequence[UUID], *, reason: str) -> None:
    """Tell of users just deleted, and forget from where they accepted the license."""
    if user_ids:
        await LicenseAcceptances(session).blank(user_ids)
        await publish(session, *(UserClosed(user_id=user_id, reason=reason) for user_id in user_ids))
