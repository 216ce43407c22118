"""List where the user is signed in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from chassis.database import AsyncSession

from identity.settings import Settings
from identity.storage.models import Session
from identity.storage.sessions import Sessions


async def list_sessions(session: AsyncSession, settings: Settings, user_id: UUID) -> Sequence[Session]:
    """The user's sessions that have not ended, the latest seen first."""
    return await Sessions(session).live_of(user_id, now=datetime.now(UTC), idle=settings.session_idle)
