"""Sessions of browsers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import Session, table_of

_ADD = insert(table_of(Session))


class Sessions:
    """Sessions, found by user or by the SHA-256 of their cookie."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, **values: Any) -> None:
        """Keep a new session, given by its columns."""
        await self._session.execute(_ADD, values)

    async def get(self, session_id: UUID) -> Session | None:
        """One session."""
        return await self._session.get(Session, session_id)

    async def note_second_factor(self, user_id: UUID, *, of: UUID | None, used: bool) -> None:
        """A second factor was used in this session; or (not used) none of the user's sessions has one any more."""
        mine = Session.user_id == user_id
        where = (mine, Session.id == of) if used else (mine,)
        await self._session.execute(update(Session).where(*where).values(second_factor=used))

    async def live_of(self, user_id: UUID, *, now: datetime, idle: timedelta) -> Sequence[Session]:
        """The user's sessions that have not ended, the latest seen first."""
        live = (Session.expires_at > now, Session.last_seen_at > now - idle)
        query = select(Session).where(Session.user_id == user_id, *live).order_by(Session.last_seen_at.desc())
        return (await self._session.scalars(query)).all()

    async def end(self, user_id: UUID, session_id: UUID) -> bool:
        """End one session of the user; False if he has no such session."""
        query = delete(Session).where(Session.id == session_id, Session.user_id == user_id).returning(Session.id)
        return await self._session.scalar(query) is not None

    async def end_by_token(self, token_sha256: bytes) -> None:
        """End the session of this cookie, if there is one."""
        await self._session.execute(delete(Session).where(Session.token_sha256 == token_sha256))

    async def end_all(self, user_id: UUID, *, but: UUID | None = None) -> None:
        """End every session of the user, except one."""
        await self._session.execute(delete(Session).where(Session.user_id == user_id, Session.id.is_distinct_from(but)))

    async def prune(self, *, now: datetime, idle: timedelta) -> None:
        """Forget sessions that have ended by themselves."""
        ended = or_(Session.expires_at < now, Session.last_seen_at < now - idle)
        await self._session.execute(delete(Session).where(ended))
