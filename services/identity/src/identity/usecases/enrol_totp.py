"""Connect an authenticator application: a secret is shown, and counts once a code of it has come back."""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from chassis.sealing import Sealer
from events import publish
from events.schemas.identity import SecondFactorChanged

from identity.clients.password_hasher import PasswordHasher
from identity.domain import totp
from identity.errors import TotpEnabled, TotpNotEnabled
from identity.storage.models import User
from identity.storage.second_factors import Totps
from identity.storage.sessions import Sessions
from identity.storage.users import Users
from identity.usecases.check_password import check_code, check_password
from identity.usecases.check_second_factor import label_of
from identity.usecases.renew_recovery_codes import draw_recovery_codes

ISSUER = "Личный кабинет"


class Enrolment(NamedTuple):
    """What an application is told, by hand or by QR code."""

    secret: str
    uri: str


async def offer_totp(
    session: AsyncSession, hasher: PasswordHasher, sealer: Sealer, user_id: UUID, *, password: str
) -> Enrolment:
    """A fresh secret in place of one that was never confirmed. Raises WrongPassword, TotpEnabled."""
    user = await _lock(session, user_id)
    await check_password(session, hasher, user, password)
    kept = await Totps(session).get(user_id)
    if kept is not None and kept.confirmed_at is not None:
        raise TotpEnabled
    secret = totp.draw_secret()
    await Totps(session).put(user_id, sealer.seal(secret.encode(), label_of(user_id)))
    return Enrolment(secret, totp.enrolment_uri(secret, user.email, ISSUER))


async def confirm_totp(
    session: AsyncSession, sealer: Sealer, user_id: UUID, session_id: UUID | None, *, code: str
) -> list[str]:
    """The recovery codes, shown this once; this session has used the factor. Raises WrongOtp, TotpEnabled."""
    user = await _lock(session, user_id)
    kept = await Totps(session).get(user_id)
    if kept is None:
        raise TotpNotEnabled
    if kept.confirmed_at is not None:
        raise TotpEnabled
    await check_code(session, sealer, user, code)
    kept.confirmed_at = datetime.now(UTC)
    await Sessions(session).note_second_factor(user_id, of=session_id, used=True)
    await publish(session, SecondFactorChanged(user_id=user_id, email=user.email, change="totp_enabled"))
    return await draw_recovery_codes(session, user_id)


async def disable_totp(session: AsyncSession, hasher: PasswordHasher, user_id: UUID, *, password: str) -> None:
    """Disconnect it, and forget the recovery codes. Raises WrongPassword, TotpNotEnabled."""
    user = await _lock(session, user_id)
    await check_password(session, hasher, user, password)
    await disconnect_totp(session, user)


async def disconnect_totp(session: AsyncSession, user: User) -> None:
    """Whoever asks for it; the user is told. Raises TotpNotEnabled."""
    kept = await Totps(session).get(user.id)
    if kept is None:
        raise TotpNotEnabled
    await Totps(session).delete(user.id)
    if kept.confirmed_at is not None:
        await Sessions(session).note_second_factor(user.id, of=None, used=False)
        await publish(session, SecondFactorChanged(user_id=user.id, email=user.email, change="totp_disabled"))


async def _lock(session: AsyncSession, user_id: UUID) -> User:
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    return user
