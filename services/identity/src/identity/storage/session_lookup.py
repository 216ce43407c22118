"""The one SELECT of the session check, on connections of its own: prepared once, no ORM, no transaction."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg

_FIND: Final = """
    SELECT s.id, s.user_id, s.last_seen_at, u.email, u.confirmed_at IS NOT NULL, u.roles,
           u.surname, u.given_name, u.patronymic
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_sha256 = $1 AND s.expires_at > $2 AND s.last_seen_at > $3
"""
_TOUCH: Final = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2"
_TIMEOUT: Final = 2.0


class FoundSession(NamedTuple):
    """A session that has not ended, with what its user's token says."""

    id: UUID
    user_id: UUID
    last_seen_at: datetime
    email: str
    email_confirmed: bool
    roles: list[str]
    surname: str | None
    given_name: str | None
    patronymic: str | None


class SessionLookup:
    """A small pool, opened with the first question. asyncpg keeps the statement prepared per connection."""

    def __init__(self, database_url: str, *, size: int = 4) -> None:
        self._dsn = database_url.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._size = size
        self._pool: Any = None
        self._opening = asyncio.Lock()

    async def find(self, token_sha256: bytes, *, now: datetime, idle: timedelta) -> FoundSession | None:
        """The session of this cookie, unless it has ended."""
        async with asyncio.timeout(_TIMEOUT):  # a free connection included
            pool = self._pool or await self._open()
            row = await pool.fetchrow(_FIND, token_sha256, now, now - idle)
        return FoundSession(*row) if row else None

    async def touch(self, session_id: UUID, now: datetime) -> None:
        """The session was seen just now."""
        async with asyncio.timeout(_TIMEOUT):
            pool = self._pool or await self._open()
            await pool.execute(_TOUCH, session_id, now)

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close()

    async def _open(self) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn, min_size=0, max_size=self._size, timeout=_TIMEOUT, reset=_nothing_to_reset
                )
        return self._pool


async def _nothing_to_reset(_connection: Any) -> None:
    """Single statements leave no state behind; the default reset is a second round trip each time."""
