"""Draw recovery codes anew: the earlier ones are no longer good."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import SecondFactorChanged

from identity.clients.password_hasher import PasswordHasher
from identity.domain import recovery_codes
from identity.errors import TotpNotEnabled
from identity.storage.second_factors import Totps
from identity.storage.users import Users
from identity.usecases.check_password import check_password


async def renew_recovery_codes(
    session: AsyncSession, hasher: PasswordHasher, user_id: UUID, *, password: str
) -> list[str]:
    """Fresh codes, shown this once. Raises WrongPassword, TotpNotEnabled."""
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    await check_password(session, hasher, user, password)
    if not (await Totps(session).factors_of(user_id)).totp:
        raise TotpNotEnabled
    await publish(session, SecondFactorChanged(user_id=user_id, email=user.email, change="recovery_codes_renewed"))
    return await draw_recovery_codes(session, user_id)


async def draw_recovery_codes(session: AsyncSession, user_id: UUID) -> list[str]:
    """Codes that replace the ones before."""
    codes = recovery_codes.draw_codes()
    await Totps(session).replace_codes(user_id, [recovery_codes.digest(code) for code in codes])
    return codes
