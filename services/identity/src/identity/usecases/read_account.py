"""Read what the user sees of himself."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated

from identity.domain.person import Profile
from identity.settings import Settings
from identity.storage.models import User
from identity.storage.second_factors import SecondFactors, Totps
from identity.storage.sessions import Sessions
from identity.storage.users import Users


class OwnSession(NamedTuple):
    """The session that asks: it ends at `expires_at`, and before that when it is not used for so long."""

    id: UUID
    expires_at: datetime
    idle: timedelta
    second_factor: bool


class Account(NamedTuple):
    """A user as himself; `pending_email` is the address that waits for its letter's link to be followed."""

    id: UUID
    email: str
    email_confirmed: bool
    pending_email: str | None
    profile: Profile | None
    license_version: str
    created_at: datetime
    roles: list[str]
    second_factor: SecondFactors
    session: OwnSession | None


async def read_account(session: AsyncSession, settings: Settings, user_id: UUID, session_id: UUID | None) -> Account:
    """The account. Raises Unauthenticated if it was closed a moment ago."""
    user = await Users(session).get(user_id)
    if user is None:
        raise Unauthenticated
    found = await Sessions(session).get(session_id) if session_id else None
    seen = OwnSession(found.id, found.expires_at, settings.session_idle, found.second_factor) if found else None
    return as_account(user, await Totps(session).factors_of(user_id), seen)


def as_account(user: User, factors: SecondFactors, session: OwnSession | None) -> Account:
    """What the user sees of himself."""
    return Account(
        id=user.id,
        email=user.email,
        email_confirmed=user.is_confirmed,
        pending_email=user.pending_email,
        profile=user.profile,
        license_version=user.license_version,
        created_at=user.created_at,
        roles=user.roles,
        second_factor=factors,
        session=session,
    )
