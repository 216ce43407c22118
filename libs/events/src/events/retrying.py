"""Carries out what operators ask of parked keys: their records are handled again, in order."""

import asyncio
import logging
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from events import tables
from events.codec import Record
from events.execution import Executor
from events.failures import describe, is_infrastructure
from events.incoming import Refused, printable, read
from events.parking import first_record, release_if_empty, remove_record
from events.router import Router
from events.waiting import pause

log = logging.getLogger(__name__)

_POLL_SECONDS: Final = 0.5
_keys: Final = tables.parked_keys


class StillRefusedError(Exception):
    """The record can still not be read."""


class ParkedRetrier:
    """Handles the records of parked keys again when that is asked for."""

    def __init__(self, engine: AsyncEngine, router: Router, executor: Executor) -> None:
        self._engine = engine
        self._router = router
        self._executor = executor

    async def run(self, stop: asyncio.Event) -> None:
        """Look for requests twice a second until `stop` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                while (key_id := await self._take_request()) is not None:
                    await self._retry(key_id, stop)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                log.warning("parked keys not looked at: %s", describe(error))
            await pause(stop, _POLL_SECONDS)

    async def _take_request(self) -> UUID | None:
        """One key to retry. The request is gone with it: a record that kills the process is not tried for ever."""
        wanted = (
            select(_keys.c.id)
            .where(_keys.c.consumer == self._executor.consumer, _keys.c.retry_requested_at.is_not(None))
            .order_by(_keys.c.retry_requested_at)
            .limit(1)
            .with_for_update(skip_locked=True, key_share=True)
            .scalar_subquery()
        )
        taken = update(_keys).where(_keys.c.id == wanted).values(retry_requested_at=None).returning(_keys.c.id)
        async with self._engine.begin() as connection:
            key_id: UUID | None = (await connection.execute(taken)).scalar_one_or_none()
            return key_id

    async def _retry(self, key_id: UUID, stop: asyncio.Event) -> None:
        """The records of a key, one transaction each, until none is left or one fails again."""
        try:
            while await self._handle_first(key_id):
                if stop.is_set():
                    await self._set(key_id, retry_requested_at=func.now())
                    return
        except Exception as error:
            if is_infrastructure(error):
                raise
            log.warning("parked key %s failed again: %s", key_id, describe(error))
            await self._set(key_id, reason=printable(describe(error)))

    async def _handle_first(self, key_id: UUID) -> bool:
        """Handle and remove the first record. False when the key is not parked any more."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            first = await first_record(session, key_id)
            if first is None:
                return not await release_if_empty(session, key_id)
            place, record = first
            await self._handle(session, record)
            await remove_record(session, key_id, place)
            return True

    async def _handle(self, session: AsyncSession, record: Record) -> None:
        item = read(record, self._router)
        if isinstance(item, Refused):
            raise StillRefusedError(item.reason)
        if item is not None:
            await self._executor.handle(session, [item])

    async def _set(self, key_id: UUID, **values: object) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(_keys).where(_keys.c.id == key_id).values(values))
