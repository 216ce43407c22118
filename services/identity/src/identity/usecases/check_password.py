"""Check the password of somebody who is signed in already: a left-open browser is not the owner."""

import math

from chassis.database import AsyncSession

from identity.clients.password_hasher import PasswordHasher
from identity.domain.password import normalise
from identity.domain.throttling import NO_WAIT
from identity.errors import TooManyWrongPasswords, WrongPassword
from identity.storage.models import User
from identity.storage.throttles import Throttles

_TRIES = "own-password"


async def check_password(session: AsyncSession, hasher: PasswordHasher, user: User, password: str) -> None:
    """Raises WrongPassword, and TooManyWrongPasswords after the 4th in a row."""
    throttles = Throttles(session)
    if (wait := await throttles.wait_in_row(_TRIES, str(user.id))) > NO_WAIT:
        raise TooManyWrongPasswords(retry_after=math.ceil(wait.total_seconds()))
    if not await hasher.matches(normalise(password), user.password_hash):
        await throttles.wrong(_TRIES, str(user.id))
        raise WrongPassword
    await throttles.forget(_TRIES, str(user.id))
