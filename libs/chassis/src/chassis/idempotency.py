"""`Idempotency-Key`: the same key with the same body gives the stored answer.

The answer is kept by the transaction that did the work, so after a crash there is either both or
neither, and "still running" is a lock that dies with its transaction. Only successes are kept: a
refused request may be repeated under its key once its cause is gone.

>>> keys = idempotency_table(Base.metadata)                                  # storage/models.py
>>> OnceDep = Annotated[Once, Depends(idempotent(keys))]                     # api/deps.py
>>> return await once(201, lambda: submit_reading(session, ...))             # an endpoint
"""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, SmallInteger, Table, Text, delete, func

from chassis.database import Database
from chassis.errors import Conflict, Problem
from chassis.process import every

if TYPE_CHECKING:
    from chassis.web.once import DriverOnce, Once, driver_idempotent, idempotent

__all__ = [
    "DriverOnce",
    "IdempotencyKeyReused",
    "IdempotencyPruner",
    "Once",
    "StillRunning",
    "driver_idempotent",
    "idempotency_table",
    "idempotent",
]

_PRUNE_SECONDS: Final = 600.0


def __getattr__(name: str) -> Any:  # what needs FastAPI, which a worker must not import
    if name in {"DriverOnce", "Once", "driver_idempotent", "idempotent"}:
        from chassis.web import once  # noqa: PLC0415

        return getattr(once, name)
    raise AttributeError(name)


class IdempotencyKeyReused(Problem):
    """This Idempotency-Key was used with another body."""

    status = 422
    code = "idempotency_key_reused"
    ru = "Этот ключ идемпотентности уже использован с другим телом запроса."


class StillRunning(Conflict):
    """The request with this Idempotency-Key is still running."""

    code = "still_running"
    ru = "Запрос с этим ключом идемпотентности ещё выполняется."


def idempotency_table(metadata: MetaData) -> Table:
    """The table of stored answers, in the service's own database."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("principal", Text, primary_key=True),
        Column("route", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("request_sha256", LargeBinary, nullable=False),
        Column("status", SmallInteger, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    )


class IdempotencyPruner:
    """A worker's task that forgets answers older than `keep`."""

    def __init__(self, database: Database, table: Table, keep: timedelta = timedelta(days=1)) -> None:
        self._database = database
        self._table = table
        self._keep = keep

    async def run(self, stop: asyncio.Event) -> None:
        """Every ten minutes until `stop`."""
        await every(_PRUNE_SECONDS, self.prune)(stop)

    async def prune(self) -> int:
        """How many were forgotten."""
        async with self._database.session() as session:
            old = delete(self._table).where(self._table.c.created_at < func.now() - self._keep)
            forgotten = await session.execute(old.returning(self._table.c.key))
            return len(forgotten.all())
