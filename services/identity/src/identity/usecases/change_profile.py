"""Change the profile: «Давайте познакомимся», and later corrections."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import ProfileCompleted

from identity.domain.person import Profile
from identity.storage.users import Users


async def change_profile(session: AsyncSession, user_id: UUID, profile: Profile) -> None:
    """Keep the profile, and tell of it if it differs from the one before."""
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    if user.profile != profile:
        user.profile = profile
        await publish(session, ProfileCompleted(user_id=user_id, **profile._asdict()))
