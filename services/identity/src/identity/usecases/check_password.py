"""Check the password of somebody who is signed in already: a left-open browser is not the owner."""

import math
from uuid import UUID

from chassis.database import AsyncSession
from chassis.sealing import Sealer

from identity.clients.password_hasher import PasswordHasher
from identity.domain.password import normalise
from identity.domain.throttling import NO_WAIT
from identity.errors import TooManyWrongPasswords, WrongOtp, WrongPassword
from identity.storage.models import User
from identity.storage.throttles import Throttles
from identity.usecases.check_second_factor import count_wrong_code, passes

_TRIES = "own-password"


async def check_password(session: AsyncSession, hasher: PasswordHasher, user: User, password: str) -> None:
    """Raises WrongPassword, and TooManyWrongPasswords after the 4th in a row."""
    await refuse_if_delayed(session, user.id)
    if not await hasher.matches(normalise(password), user.password_hash):
        await Throttles(session).wrong(_TRIES, str(user.id))
        raise WrongPassword
    await Throttles(session).forget(_TRIES, str(user.id))


async def check_code(session: AsyncSession, sealer: Sealer, user: User, otp: str) -> None:
    """The same for a code of the second factor; wrong ones count with wrong passwords. Raises WrongOtp too."""
    await refuse_if_delayed(session, user.id)
    if not await passes(session, sealer, user, otp):
        await count_wrong_code(session, user.id)
        await Throttles(session).wrong(_TRIES, str(user.id))
        raise WrongOtp


async def refuse_if_delayed(session: AsyncSession, user_id: UUID) -> None:
    """Raises TooManyWrongPasswords while the delay after wrong tries runs."""
    if (wait := await Throttles(session).wait_in_row(_TRIES, str(user_id))) > NO_WAIT:
        raise TooManyWrongPasswords(retry_after=math.ceil(wait.total_seconds()))
