"""Read what the user sees of himself."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated

from identity.domain.person import Profile
from identity.storage.models import User
from identity.storage.users import Users


class Account(NamedTuple):
    """A user as himself; `pending_email` is the address that waits for its letter's link to be followed."""

    id: UUID
    email: str
    email_confirmed: bool
    pending_email: str | None
    profile: Profile | None
    license_version: str
    created_at: datetime


async def read_account(session: AsyncSession, user_id: UUID) -> Account:
    """The account. Raises Unauthenticated if it was closed a moment ago."""
    user = await Users(session).get(user_id)
    if user is None:
        raise Unauthenticated
    return as_account(user)


def as_account(user: User) -> Account:
    """What the user sees of himself."""
    return Account(
        id=user.id,
        email=user.email,
        email_confirmed=user.is_confirmed,
        pending_email=user.pending_email,
        profile=user.profile,
        license_version=user.license_version,
        created_at=user.created_at,
    )
