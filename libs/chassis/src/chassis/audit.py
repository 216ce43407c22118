"""What operators did: a table in each service's database that is only ever added to (a trigger sees to it).

>>> operator_actions = operator_actions_table(Base.metadata)   # storage/models.py
>>> create_operator_actions(op.get_bind())                     # a migration
"""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final, NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid_utils
from sqlalchemy import Column, Connection, DateTime, Index, MetaData, Table, Text, Uuid, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database import NAMING_CONVENTION

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PAGE: Final = 1000
_REFUSE: Final = """
CREATE FUNCTION refuse_operator_actions_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'operator_actions is append-only';
END $$
"""
_ON_CHANGE: Final = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_actions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_operator_actions_change()
"""


def operator_actions_table(metadata: MetaData) -> Table:
    """The table; `subject` is the id of what it was done to: no personal data stands here."""
    return Table(
        "operator_actions",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("operator_id", Uuid, nullable=False),
        Column("action", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("reason", Text),
        Column("address", Text, nullable=False),
        Index("ix_operator_actions_subject", "subject"),
    )


_TABLE: Final = operator_actions_table(MetaData(naming_convention=NAMING_CONVENTION))
COLUMNS: Final = tuple(_TABLE.c.keys())


def create_operator_actions(connection: Connection) -> None:
    """For a service's migration. Never changes: a new need is a migration of its own."""
    _TABLE.create(connection)
    connection.execute(text(_REFUSE))
    connection.execute(text(_ON_CHANGE))


def drop_operator_actions(connection: Connection) -> None:
    """The way back."""
    _TABLE.drop(connection)
    connection.execute(text("DROP FUNCTION refuse_operator_actions_change"))


class Act(NamedTuple):
    """Who acts, from which address, and why."""

    operator_id: UUID
    address: str
    reason: str | None = None

    def recorder(self, action: str, subject: str) -> Callable[[AsyncConnection], Awaitable[None]]:
        """Writes the act down on the connection that does it."""

        async def record(connection: AsyncConnection) -> None:
            own = {"id": uuid_utils.uuid7(), "at": datetime.now(UTC), "action": action, "subject": subject}
            await connection.execute(insert(_TABLE).values(**own, **self._asdict()))

        return record


async def read_actions(
    engine: AsyncEngine, *, before: UUID | None, limit: int, subject: str | None = None
) -> Sequence[Any]:
    """The newest first, up to `limit` older than `before`; with `subject` only what was done to it."""
    query = select(_TABLE).order_by(_TABLE.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(_TABLE.c.subject == subject)
    if before is not None:
        query = query.where(_TABLE.c.id < before)
    async with engine.connect() as connection:
        return (await connection.execute(query)).all()


async def export_actions(engine: AsyncEngine, *, subject: str | None = None) -> AsyncIterator[str]:
    """All of it as CSV in pieces. A cell that a spreadsheet would compute is text."""
    yield _lines([COLUMNS])
    before: UUID | None = None
    while rows := await read_actions(engine, before=before, limit=_PAGE, subject=subject):
        yield _lines([[_cell(value) for value in row] for row in rows])
        before = rows[-1].id


def _cell(value: object) -> str:
    text_ = "" if value is None else str(value)
    return f"'{text_}" if text_.startswith(_FORMULA) else text_


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
