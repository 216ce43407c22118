"""Sign in: the same work, time and answer for every address."""

import math
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chassis.database import AsyncSession, Database
from chassis.errors import Unauthenticated
from chassis.sealing import Sealer
from events import publish
from events.schemas.identity import SuspiciousSignIn

from identity.clients.password_hasher import PasswordHasher
from identity.domain.device import Client
from identity.domain.throttling import (
    FREE_WRONG_TRIES,
    NO_WAIT,
    WARNINGS_PER_USER,
    Budget,
    delay_after,
    wait_in_row,
    wait_in_window,
)
from identity.errors import AccountLocked, InvalidCredentials, InvalidOtp, OtpRequired, TooManyWrongPasswords
from identity.settings import Settings
from identity.storage.devices import KnownDevices
from identity.storage.models import User
from identity.storage.second_factors import SecondFactors, Totps
from identity.storage.sign_ins import BY_ACCOUNT, BY_ADDRESS, Door, look
from identity.storage.throttles import Throttles
from identity.storage.users import Users
from identity.usecases.check_second_factor import count_wrong_code, passes
from identity.usecases.open_session import open_session
from identity.usecases.read_account import Account, as_account

_ADDRESS_WINDOW = timedelta(minutes=15)


class Attempt(NamedTuple):
    """Who says he is whom, and the cookie he came with."""

    email: str
    password: str
    client: Client
    session_token: str | None
    otp: str | None = None


class Doorkeeper(NamedTuple):
    """What sign-in needs to know who is who."""

    settings: Settings
    hasher: PasswordHasher
    sealer: Sealer


async def sign_in(database: Database, keeper: Doorkeeper, attempt: Attempt) -> tuple[Account, str]:
    """The account and a fresh session token. Raises InvalidCredentials, TooManyWrongPasswords; after the right
    password OtpRequired, InvalidOtp, AccountLocked.

    Two short transactions and the hash between them, so that a crowd at the door keeps no connection from
    those who are inside. The counter is settled in the second one: guesses made side by side count one after
    another, and a right one among them no longer helps once the delay has begun. A wrong code counts as a wrong
    password does.
    """
    budget = Budget(keeper.settings.login_failures_per_address, _ADDRESS_WINDOW)
    async with database.session() as session:
        door = await look(session, attempt.email, attempt.client.limited_as)
    _refuse_if_delayed(door, budget)
    wrong: type[InvalidCredentials | InvalidOtp] = InvalidCredentials
    if await keeper.hasher.matches(attempt.password, door.password_hash):
        try:
            async with database.session() as session:
                return await _let_in(session, keeper, door, attempt)
        except InvalidOtp:
            wrong = InvalidOtp
    async with database.session() as session:
        refusal = await _count_wrong(session, door, attempt, budget, wrong)
    raise refusal


def _refuse_if_delayed(door: Door, budget: Budget) -> None:
    now = datetime.now(UTC)
    own = wait_in_row(door.wrong_in_a_row, door.last_wrong_at, now)
    wait = max(own, wait_in_window(door.wrong_from_address, door.from_address_since, budget, now))
    if wait > NO_WAIT:
        raise _delayed(wait)


async def _let_in(session: AsyncSession, keeper: Doorkeeper, door: Door, attempt: Attempt) -> tuple[Account, str]:
    if (wait := await Throttles(session).forget(BY_ACCOUNT, attempt.email, attempt.client.limited_as)) > NO_WAIT:
        raise _delayed(wait)  # and nothing is forgotten: the transaction ends here
    user = await _unchanged_user(session, keeper.hasher, door)
    if user.locked_at is not None:
        raise AccountLocked
    factors = await _second_factor(session, keeper.sealer, user, door, attempt.otp)
    welcomed = await welcome(
        session,
        keeper.settings,
        user,
        factors,
        attempt.client,
        replacing=attempt.session_token,
        second_factor=factors.totp,
    )
    if keeper.hasher.is_outdated(user.password_hash):
        user.password_hash = await keeper.hasher.hash(attempt.password)
    return welcomed


async def _second_factor(
    session: AsyncSession, sealer: Sealer, user: User, door: Door, otp: str | None
) -> SecondFactors:
    """What the user has, once he has shown it. Without an application connected a code is not looked at."""
    if not door.factors.totp:
        return door.factors
    if not otp or not otp.strip():
        raise OtpRequired
    if not await passes(session, sealer, user, otp):
        raise InvalidOtp
    return await Totps(session).factors_of(user.id)


async def welcome(
    session: AsyncSession,
    settings: Settings,
    user: User,
    factors: SecondFactors,
    client: Client,
    *,
    replacing: str | None,
    second_factor: bool,
) -> tuple[Account, str]:
    """A session for somebody who has proved who he is; he is told when the device is new."""
    if await KnownDevices(session).greet(user.id, client):
        await _warn(session, user, client, "new_device")
    opened = await open_session(session, settings, user.id, client, replacing=replacing, second_factor=second_factor)
    return as_account(user, factors, opened.seen), opened.token


async def _unchanged_user(session: AsyncSession, hasher: PasswordHasher, door: Door) -> User:
    """The user whose password was right; it may have been changed, or the account closed, while we were hashing."""
    if door.user_id is None or door.password_hash is None:
        raise InvalidCredentials
    user = await Users(session).lock(door.user_id, shared=not hasher.is_outdated(door.password_hash))
    if user is None or user.password_hash != door.password_hash:
        raise InvalidCredentials
    return user


async def _count_wrong(
    session: AsyncSession, door: Door, attempt: Attempt, budget: Budget, wrong: type[InvalidCredentials | InvalidOtp]
) -> Unauthenticated | TooManyWrongPasswords:
    throttles = Throttles(session)
    in_a_row = await throttles.wrong(BY_ACCOUNT, attempt.email, attempt.client.limited_as)
    await throttles.take(BY_ADDRESS, attempt.client.limited_as, budget)  # always after the other: no deadlock
    if wrong is InvalidOtp and door.user_id:
        await count_wrong_code(session, door.user_id)
    if in_a_row <= FREE_WRONG_TRIES:
        return wrong()
    if door.user_id and (user := await Users(session).get(door.user_id)):
        await _warn(session, user, attempt.client, "many_failures")
    return _delayed(delay_after(in_a_row))


async def _warn(session: AsyncSession, user: User, client: Client, reason: str) -> None:
    """Tell the owner, but not so often that he stops reading."""
    if user.is_confirmed and await Throttles(session).take(reason, str(user.id), WARNINGS_PER_USER) == NO_WAIT:
        warning = SuspiciousSignIn(
            user_id=user.id, email=user.email, reason=reason, address=client.address, device=client.device
        )
        await publish(session, warning)


async def forgive_wrong_passwords(session: AsyncSession, email: str) -> None:
    """The owner has proved himself by a letter: his earlier mistakes no longer count, wherever he made them."""
    await Throttles(session).forget(BY_ACCOUNT, email)


def _delayed(wait: timedelta) -> TooManyWrongPasswords:
    return TooManyWrongPasswords(retry_after=math.ceil(wait.total_seconds()))
