"""Requests that nobody answered in time end; old ones that came to nothing are deleted."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from chassis.database import AsyncSession, Database, SQLAlchemyError

from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.members import MemberRepository

_BATCH: Final = 500
_PAUSE_SECONDS: Final = 30.0


async def expire_bindings(session: AsyncSession, now: datetime, retention: timedelta) -> bool:
    """One small batch; True if there may be more. An expired link is refused also before this has run."""
    bindings = BindingRepository(session)
    expired = await bindings.expire(now, _BATCH)
    BindingAudit(session).record("expired", expired)
    members = MemberRepository(session)
    for member in await members.expire(now, _BATCH):
        BindingAudit(session).record_member("member_expired", member, by=member.invited_by)
    pruned = await members.prune(now, retention, _BATCH) + await bindings.prune(now, retention, _BATCH)
    return max(len(expired), pruned) >= _BATCH


class ExpiryLoop:
    """A task of the worker; several workers share the work."""

    def __init__(self, database: Database, retention: timedelta, pause: float = _PAUSE_SECONDS) -> None:
        self._database = database
        self._retention = retention
        self._pause = pause

    async def run(self, stop: asyncio.Event) -> None:
        """Every `pause` seconds until `stop`. What a database that is away prevents, the next round does."""
        while not stop.is_set():
            more = False
            with suppress(SQLAlchemyError, OSError):
                async with self._database.session() as session:
                    more = await expire_bindings(session, datetime.now(UTC), self._retention)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0 if more else self._pause)
