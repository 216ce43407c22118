"""Sign in: the same work, time and answer for every address."""

import math
from datetime import timedelta
from typing import NamedTuple

from chassis.database import AsyncSession, Database
from events import publish
from events.schemas.identity import SuspiciousSignIn

from identity.clients.password_hasher import PasswordHasher
from identity.domain.device import Client
from identity.domain.throttling import FREE_WRONG_TRIES, WARNINGS_PER_USER, Budget
from identity.errors import InvalidCredentials, TooManyWrongPasswords
from identity.settings import Settings
from identity.storage.devices import KnownDevices
from identity.storage.models import User
from identity.storage.throttles import NO_WAIT, Throttles
from identity.storage.users import Users
from identity.usecases.open_session import open_session
from identity.usecases.read_account import Account, read_account

_TRIES = "sign-in"
_ADDRESS = "sign-in-address"
_ADDRESS_WINDOW = timedelta(minutes=15)


class Attempt(NamedTuple):
    """Who says he is whom, and the cookie he came with."""

    email: str
    password: str
    client: Client
    session_token: str | None


async def sign_in(
    database: Database, settings: Settings, hasher: PasswordHasher, attempt: Attempt
) -> tuple[Account, str]:
    """The account and a fresh session token. Raises InvalidCredentials, TooManyWrongPasswords.

    Two short transactions and the hash between them, so that a crowd at the door keeps no connection from
    those who are inside. The second one decides under a lock: guesses made side by side count one after
    another, and a right one among them no longer helps once the delay has begun.
    """
    budget = Budget(settings.login_failures_per_address, _ADDRESS_WINDOW)
    async with database.session() as session:
        await _refuse_if_delayed(session, attempt, budget, lock=False)
        user = await Users(session).for_sign_in(attempt.email)
    matches = await hasher.matches(attempt.password, user.password_hash if user else None)
    async with database.session() as session:
        await _refuse_if_delayed(session, attempt, budget, lock=True)
        if user is not None and matches:
            return await _let_in(session, settings, hasher, user, attempt)
        refusal = await _count_wrong(session, user, attempt, budget)
    raise refusal


async def _refuse_if_delayed(session: AsyncSession, attempt: Attempt, budget: Budget, *, lock: bool) -> None:
    throttles = Throttles(session)
    own = await throttles.wait_in_row(_TRIES, attempt.email, attempt.client.address, lock=lock)
    wait = max(own, await throttles.wait(_ADDRESS, attempt.client.address, budget))
    if wait > NO_WAIT:
        raise _delayed(wait)


async def _let_in(
    session: AsyncSession, settings: Settings, hasher: PasswordHasher, tried: User, attempt: Attempt
) -> tuple[Account, str]:
    user = await Users(session).lock(tried.id)
    if user is None or user.password_hash != tried.password_hash:  # changed while we were hashing
        raise InvalidCredentials
    if hasher.is_outdated(user.password_hash):
        user.password_hash = await hasher.hash(attempt.password)
    await Throttles(session).forget(_TRIES, attempt.email, attempt.client.address)
    if await KnownDevices(session).greet(user.id, attempt.client):
        await _warn(session, user, attempt.client, "new_device")
    token = await open_session(session, settings, user.id, attempt.client, replacing=attempt.session_token)
    return await read_account(session, user.id), token


async def _count_wrong(
    session: AsyncSession, user: User | None, attempt: Attempt, budget: Budget
) -> InvalidCredentials | TooManyWrongPasswords:
    throttles = Throttles(session)
    in_a_row = await throttles.wrong(_TRIES, attempt.email, attempt.client.address)
    await throttles.take(_ADDRESS, attempt.client.address, budget)  # always after the other: no deadlock
    if in_a_row <= FREE_WRONG_TRIES:
        return InvalidCredentials()
    if user is not None:
        await _warn(session, user, attempt.client, "many_failures")
    return _delayed(await throttles.wait_in_row(_TRIES, attempt.email, attempt.client.address))


async def _warn(session: AsyncSession, user: User, client: Client, reason: str) -> None:
    """Tell the owner, but not so often that he stops reading."""
    if user.is_confirmed and await Throttles(session).take(reason, str(user.id), WARNINGS_PER_USER) == NO_WAIT:
        warning = SuspiciousSignIn(
            user_id=user.id, email=user.email, reason=reason, address=client.address, device=client.device
        )
        await publish(session, warning)


async def forgive_wrong_passwords(session: AsyncSession, email: str) -> None:
    """The owner has proved himself by a letter: his earlier mistakes no longer count, wherever he made them."""
    await Throttles(session).forget(_TRIES, email)


def _delayed(wait: timedelta) -> TooManyWrongPasswords:
    return TooManyWrongPasswords(retry_after=math.ceil(wait.total_seconds()))
