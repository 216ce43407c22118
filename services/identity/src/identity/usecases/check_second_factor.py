"""Check a second factor: a code of the application, or a recovery code in its place."""

import math
import re
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from chassis.database import AsyncSession
from chassis.sealing import Sealer
from events import publish
from events.schemas.identity import SecondFactorChanged

from identity.domain import recovery_codes, totp
from identity.domain.throttling import CODES_PER_USER, NO_WAIT
from identity.errors import TooManyWrongPasswords
from identity.storage.models import User
from identity.storage.second_factors import Totps
from identity.storage.throttles import Throttles

_WRONG_CODES: Final = "codes"
_OF_APPLICATION: Final = re.compile("[0-9]{6}")


def label_of(user_id: UUID) -> str:
    """Binds a sealed secret to its user."""
    return f"totp:{user_id}"


async def passes(session: AsyncSession, sealer: Sealer, user: User, otp: str) -> bool:
    """Whether this is a good code of a user who has an application connected; it is used up then.
    Raises TooManyWrongPasswords after too many wrong ones from anywhere."""
    wait = await Throttles(session).wait_in_window(_WRONG_CODES, str(user.id), CODES_PER_USER)
    if wait > NO_WAIT:
        raise TooManyWrongPasswords(retry_after=math.ceil(wait.total_seconds()))
    typed = "".join(otp.split())
    if _OF_APPLICATION.fullmatch(typed):
        return await spend_totp(session, sealer, user.id, typed)
    if not await Totps(session).spend_code(user.id, recovery_codes.digest(typed)):
        return False
    await publish(session, SecondFactorChanged(user_id=user.id, email=user.email, change="recovery_code_used"))
    return True


async def spend_totp(session: AsyncSession, sealer: Sealer, user_id: UUID, code: str) -> bool:
    """Whether the application shows this code now; it is not taken again."""
    totps = Totps(session)
    kept = await totps.get(user_id)
    if kept is None:
        return False
    secret = sealer.open(kept.sealed_secret, label_of(user_id)).decode()
    step = totp.matching_step(secret, code, datetime.now(UTC), after=kept.last_step)
    return step is not None and await totps.spend_step(user_id, step)


async def count_wrong_code(session: AsyncSession, user_id: UUID) -> None:
    """One more wrong code, from wherever."""
    await Throttles(session).take(_WRONG_CODES, str(user_id), CODES_PER_USER)
