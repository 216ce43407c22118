"""Leadership over the shards of an outbox: one leader each, shared fairly, taken over when a leader dies.

A shard is led by holding its advisory lock on a connection of its own. The same connection reads and deletes the
shard's rows, so that whoever lost the lock can not go on; PostgreSQL frees the locks when the connection ends.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from events.metrics import RELAY_SHARDS
from events.tables import SHARDS

_LOCK_CLASS: Final = 0x0B0C
_MEMBERS: Final = SHARDS  # the lock after those of the shards: every relay holds it in share mode
_BALANCE_SECONDS: Final = 1.0
_QUERY_SECONDS: Final = 10.0

# A host that vanishes without closing its connection keeps no lock for longer than the keepalives take. A deletion that
# a crash of the server undoes only sends its events again: it need not wait for the disk, which writers need.
_SETTINGS: Final = """
SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET synchronous_commit = off
"""
_JOIN: Final = f"SELECT pg_advisory_lock_shared({_LOCK_CLASS}, {_MEMBERS})"
_COUNT_MEMBERS: Final = f"""
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = {_LOCK_CLASS} AND objid = {_MEMBERS} AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608  # only constants
_TAKE: Final = f"SELECT pg_try_advisory_lock({_LOCK_CLASS}, $1)"
_GIVE_BACK: Final = f"SELECT pg_advisory_unlock({_LOCK_CLASS}, $1)"


class LeadershipLostError(ConnectionError):
    """The connection that holds the locks has ended: another relay may lead by now."""


class Leadership:
    """The shards that this process leads, and the connection on which it does."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._balanced_at = -math.inf
        self._lost = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self.shards: set[int] = set()
        connection.add_termination_listener(lambda _: self._lost.set())

    async def fetch(self, query: str, *arguments: Any) -> list[Any]:
        """Run a query on the connection that holds the locks."""
        async with self._one_at_a_time:
            rows: list[Any] = await self._connection.fetch(query, *arguments, timeout=_QUERY_SECONDS)
        return rows

    async def join(self) -> None:
        """Be counted among the relays of this database."""
        await self._connection.execute(_SETTINGS)
        await self.fetch(_JOIN)

    async def balance(self) -> None:
        """At most once a second: give back what is above the fair share, take what is free below it."""
        if time.monotonic() - self._balanced_at < _BALANCE_SECONDS:
            return
        self._balanced_at = time.monotonic()
        [(members,)] = await self.fetch(_COUNT_MEMBERS)
        share = math.ceil(SHARDS / members)
        for shard in sorted(self.shards)[share:]:
            await self.fetch(_GIVE_BACK, shard)
            self.shards.remove(shard)
        for shard in range(SHARDS):
            if len(self.shards) < share and shard not in self.shards and (await self.fetch(_TAKE, shard))[0][0]:
                self.shards.add(shard)
        RELAY_SHARDS.set(len(self.shards))

    async def while_held(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, and cancel it the moment the connection ends. Raises LeadershipLostError then."""
        working, lost = asyncio.create_task(work), asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait({working, lost}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (working, lost):
                task.cancel()
            await asyncio.wait({working, lost})
        error = None if working.cancelled() else working.exception()
        if self._lost.is_set():
            raise LeadershipLostError("the connection that holds the shards has ended") from error
        if error is not None:
            raise error


@contextlib.asynccontextmanager
async def leadership(engine: AsyncEngine) -> AsyncIterator[Leadership]:
    """A leadership on a dedicated connection, taken out of the pool and closed at the end, its locks with it.

    Raises ConnectionError while the database takes no connections.
    """
    try:
        pooled = await engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:  # such as "is starting up": nothing else translates it here
        raise ConnectionError(str(error)) from error
    connection: Any = pooled.driver_connection
    pooled.detach()
    try:
        leader = Leadership(connection)
        await leader.join()
        yield leader
    finally:
        RELAY_SHARDS.set(0)
        connection.terminate()
