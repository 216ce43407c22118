"""Readings: append, supersede, decide, list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.readings import State
from metering.storage.driver import Driver, dumped
from metering.storage.reading_models import LIVE_STATES, ReadingRow

_INSERT: Final = insert(ReadingRow.__table__).inline()  # type: ignore[arg-type]  # a Table, if mypy knew
_SUPERSEDE: Final = text(
    "UPDATE readings SET state = 'superseded' WHERE id = ANY(:ids) AND state IN ('submitted', 'accepted')"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


_COLUMNS: Final = tuple(ReadingRow.__table__.columns.keys())
_OUTBOX: Final = ("shard", "event_id", "topic", "key", "headers", "payload")


_TYPES: Final = [column.type.compile(postgresql.dialect()) for column in ReadingRow.__table__.columns]  # type: ignore[no-untyped-call]
_NEXT: Final = len(_COLUMNS) + 1
# Superseding comes first, for the reading depends on its outcome; the event depends on the reading. Of two at once one
# waits for the other, by the row they both supersede or by the unique index, and then writes nothing.
_TAKE: Final = f"""
WITH superseded AS (
    UPDATE readings SET state = 'superseded'
    WHERE id = ${_COLUMNS.index("supersedes") + 1} AND state IN ('submitted', 'accepted') RETURNING id
), reading AS (
    INSERT INTO readings ({", ".join(f'"{name}"' for name in _COLUMNS)})
    SELECT {", ".join(f"${number}::{kind}" for number, kind in enumerate(_TYPES, start=1))}
    WHERE ${_COLUMNS.index("supersedes") + 1} IS NULL OR EXISTS (SELECT FROM superseded)
    ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO outbox (shard, event_id, topic, key, headers, payload)
SELECT ${_NEXT}::smallint, ${_NEXT + 1}::uuid, ${_NEXT + 2}, ${_NEXT + 3}, ${_NEXT + 4}, ${_NEXT + 5}::bytea
FROM reading
"""  # noqa: S608  # made of our own column names


async def take(driver: Driver, row: dict[str, Any], event: dict[str, Any]) -> bool:
    """Writes a reading and its event (a row of the outbox) in one statement of the driver. False, and nothing
    written, when another reading of the meter and period came in between."""
    values = [_to_driver(row[name]) for name in _COLUMNS]
    status = await driver.execute(_TAKE, *values, *(event[name] for name in _OUTBOX))
    return bool(status != "INSERT 0 0")


class ReadingRepository:
    """Readings of meters."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Writes new readings; those they name in `supersedes` stop counting first."""
        if superseded := [row["supersedes"] for row in rows if row["supersedes"]]:
            await self._session.execute(_SUPERSEDE, {"ids": superseded})
        if rows:
            await self._session.execute(_INSERT, rows)

    async def get(self, reading_id: UUID) -> ReadingRow | None:
        """One reading."""
        return await self._session.get(ReadingRow, reading_id)

    async def lock(self, reading_id: UUID) -> ReadingRow | None:
        """One reading, nobody else's until the transaction ends."""
        return await self._session.get(ReadingRow, reading_id, with_for_update=True, populate_existing=True)

    async def of_meter(self, meter_id: UUID, *, before: UUID | None, limit: int) -> Sequence[ReadingRow]:
        """The history, newest first; `before` is the last one of the page before."""
        query = select(ReadingRow).where(ReadingRow.meter_id == meter_id).order_by(ReadingRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(ReadingRow.id < before)
        return (await self._session.scalars(query)).all()

    async def latest(self, meters: Sequence[UUID], states: Sequence[State]) -> dict[UUID, ReadingRow]:
        """The newest reading in one of the states, per meter."""
        query = (
            select(ReadingRow)
            .where(ReadingRow.meter_id.in_(meters), ReadingRow.state.in_(states))
            .ext(distinct_on(ReadingRow.meter_id))
            .order_by(ReadingRow.meter_id, ReadingRow.period.desc(), ReadingRow.id.desc())
        )
        return {row.meter_id: row for row in await self._session.scalars(query)}

    async def live(self, meter_id: UUID, period: str) -> ReadingRow | None:
        """The reading of the period that counts."""
        query = select(ReadingRow).where(ReadingRow.meter_id == meter_id, ReadingRow.period == period)
        return await self._session.scalar(query.where(ReadingRow.state.in_(LIVE_STATES)))

    async def before(self, meter_id: UUID, period: str) -> ReadingRow | None:
        """The newest reading of an earlier period that counts."""
        query = select(ReadingRow).where(ReadingRow.meter_id == meter_id, ReadingRow.period < period)
        ordered = query.where(ReadingRow.state.in_(LIVE_STATES)).order_by(ReadingRow.period.desc()).limit(1)
        return await self._session.scalar(ordered)

    async def of_contract(self, number: str, since: str, until: str) -> Sequence[ReadingRow]:
        """What counts in the periods, both inside, in order of period."""
        query = (
            select(ReadingRow)
            .where(ReadingRow.contract_number == number, ReadingRow.state.in_(LIVE_STATES))
            .where(ReadingRow.period.between(since, until))
            .order_by(ReadingRow.period, ReadingRow.meter_id)
        )
        return (await self._session.scalars(query)).all()


def _to_driver(value: Any) -> Any:
    """Mappings by zone and lists are JSONB, everything else goes as it is."""
    if isinstance(value, list):
        return dumped(value)
    return dumped({zone: f"{number:f}" for zone, number in value.items()}) if isinstance(value, Mapping) else value
