"""The one SELECT of the session check (of a cookie, or of a personal access token), on connections of its own:
prepared once, no ORM, no transaction."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg

_FIND: Final = """
    SELECT s.id, s.user_id, s.last_seen_at, u.email, u.confirmed_at IS NOT NULL,
           u.surname, u.given_name, u.patronymic, u.roles, s.second_factor
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_sha256 = $1 AND s.expires_at > $2 AND s.last_seen_at > $3
"""
_FIND_PAT: Final = """
    SELECT t.id, t.user_id, t.last_used_at, u.email, u.confirmed_at IS NOT NULL,
           u.surname, u.given_name, u.patronymic, t.scopes
    FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_sha256 = $1 AND t.expires_at > $2 AND u.locked_at IS NULL
"""
_TOUCH: Final = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2"
_TOUCH_PAT: Final = "UPDATE access_tokens SET last_used_at = $2, last_used_address = $3 WHERE id = $1"
_TIMEOUT: Final = 2.0


class FoundSession(NamedTuple):
    """A session that has not ended, with what its user's token says."""

    id: UUID
    user_id: UUID
    last_seen_at: datetime
    email: str
    email_confirmed: bool
    surname: str | None
    given_name: str | None
    patronymic: str | None
    roles: list[str]
    second_factor: bool


class FoundToken(NamedTuple):
    """A personal access token that is good, with what its user's token says."""

    id: UUID
    user_id: UUID
    last_used_at: datetime | None
    email: str
    email_confirmed: bool
    surname: str | None
    given_name: str | None
    patronymic: str | None
    scopes: list[str]


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

    async def find_token(self, token_sha256: bytes, *, now: datetime) -> FoundToken | None:
        """The personal access token, unless it has expired, was revoked, or its owner is locked out."""
        async with asyncio.timeout(_TIMEOUT):
            pool = self._pool or await self._open()
            row = await pool.fetchrow(_FIND_PAT, token_sha256, now)
        return FoundToken(*row) if row else None

    async def touch(self, session_id: UUID, now: datetime) -> None:
        """The session was seen just now."""
        await self._execute(_TOUCH, session_id, now)

    async def touch_token(self, token_id: UUID, now: datetime, address: str) -> None:
        """The token was used just now, from this address."""
        await self._execute(_TOUCH_PAT, token_id, now, address)

    async def _execute(self, statement: str, *values: object) -> None:
        async with asyncio.timeout(_TIMEOUT):
            pool = self._pool or await self._open()
            await pool.execute(statement, *values)

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
