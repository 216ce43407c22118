"""What an operator sees of parked keys, and asks to be done with them."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from events import tables
from events.codec import Record
from events.parking import first_record, record_of, release_if_empty, remove_record

log = logging.getLogger(__name__)

OnRecord = Callable[[AsyncConnection], Awaitable[None]]
"""Writes down who did it and why, in the transaction of what was done."""


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """A parked key: why, since when, the type of its first record, and how many records wait behind that one."""

    id: UUID
    key: str
    topic: str
    type: str | None
    reason: str
    parked_at: datetime
    behind: int


class ParkedKeys:
    """The parked keys of a service's database.

    A retry is asked for here, from any process, and carried out by the worker's consumer within a second: it alone
    has the handlers.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(self, *, limit: int = 100, after: UUID | None = None) -> Sequence[ParkedKey]:
        """The parked keys, oldest first; `after` is the id of the last one of the page before."""
        keys, records = tables.parked_keys, tables.parked_records
        queue = select(records.c.type).where(records.c.key_id == keys.c.id)
        head = queue.order_by(records.c.seq).limit(1).scalar_subquery()
        length = select(func.count()).where(records.c.key_id == keys.c.id).scalar_subquery()
        query = select(keys, head.label("type"), length.label("length")).order_by(keys.c.id).limit(limit)
        if after is not None:
            query = query.where(keys.c.id > after)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            ParkedKey(row.id, row.key, row.topic, row.type, row.reason, row.parked_at, max(0, row.length - 1))
            for row in rows
        ]

    async def look(self, key_id: UUID, *, limit: int = 100) -> Sequence[Record]:
        """The records of a parked key in order, the failed one first. They may hold personal data."""
        keys, records = tables.parked_keys, tables.parked_records
        query = select(records, keys.c.topic).join(keys, keys.c.id == records.c.key_id)
        query = query.where(keys.c.id == key_id).order_by(records.c.seq).limit(limit)
        async with self._engine.connect() as connection:
            return [record_of(row.topic, row) for row in await connection.execute(query)]

    async def retry(self, key_id: UUID, *, on_record: OnRecord | None = None) -> bool:
        """Ask for the key's records to be handled again, in order. False when no such key is parked."""
        async with self._engine.begin() as connection:
            result = await connection.execute(_request(tables.parked_keys.c.id == key_id))
            if result.rowcount and on_record is not None:
                await on_record(connection)
            return bool(result.rowcount)

    async def drop(self, key_id: UUID, *, reason: str, on_record: OnRecord | None = None) -> bool:
        """Give up the record that failed; those behind it are handled in order. False when no such key is parked."""
        async with AsyncSession(self._engine) as session, session.begin():
            head = await first_record(session, key_id)
            if head is None:
                return False
            place, record = head
            log.warning(
                "dropped %s, partition %d, offset %d: %s", record.topic, record.partition, record.offset, reason
            )
            await remove_record(session, key_id, place)
            if on_record is not None:
                await on_record(await session.connection())
            if not await release_if_empty(session, key_id):
                await session.execute(_request(tables.parked_keys.c.id == key_id))
            return True


def _request(which: ColumnElement[bool]) -> Update:
    return update(tables.parked_keys).where(which).values(retry_requested_at=func.now())
