"""End sessions: this one, another one, all of them."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from identity.storage.sessions import Sessions
from identity.usecases.open_session import token_digest


async def sign_out(session: AsyncSession, session_token: str | None) -> None:
    """End the browser's session. Somebody who is not signed in is signed out already."""
    if session_token:
        await Sessions(session).end_by_token(token_digest(session_token))


async def sign_out_everywhere(session: AsyncSession, user_id: UUID) -> None:
    """End every session of the user."""
    await Sessions(session).end_all(user_id)


async def end_session(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session of the user's. Raises NotFound, also for somebody else's."""
    if not await Sessions(session).end(user_id, session_id):
        raise NotFound
