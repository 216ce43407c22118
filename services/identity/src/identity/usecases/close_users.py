"""Close users: their personal data goes, here by deletion, elsewhere by event."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import UserClosed

from identity.storage.licenses import LicenseAcceptances
from identity.storage.users import Users


async def close_account(session: AsyncSession, user_id: UUID) -> None:
    """The user closes his account: he is signed out everywhere and his address is free again."""
    users = Users(session)
    user = await users.lock(user_id)
    if user is None:
        raise Unauthenticated
    await users.delete(user)
    await publish_closed(session, [user_id], reason="owner")


async def publish_closed(session: AsyncSession, user_ids: Sequence[UUID], *, reason: str) -> None:
    """Tell of users just deleted, and forget from where they accepted the license."""
    if user_ids:
        await LicenseAcceptances(session).blank(user_ids)
        await publish(session, *(UserClosed(user_id=user_id, reason=reason) for user_id in user_ids))
