"""Attempts are counted in a committed row before the handler runs again, so that the count survives what kills the
process: an out-of-memory kill never reaches an `except`.

The first batch of each partition after a start is counted as a whole. When the count shows that a process before this
one died on it, its records go one by one, each counted before it runs, until the one that kills is known and parked.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from events.broker import Partition
from events.codec import Record
from events.tables import attempts

_row: Final = insert(attempts)
_COUNT: Final = _row.on_conflict_do_update(
    index_elements=["consumer", "topic", "partition", "offset", "is_batch"],
    set_={
        "attempts": attempts.c.attempts + 1,
        "upto": func.greatest(attempts.c.upto, _row.excluded.upto),
        "updated_at": func.now(),
    },
).returning(attempts.c.topic, attempts.c.partition, attempts.c.attempts, attempts.c.upto)


class Attempts:
    """The attempts of one consumer, and which records a process before this one died on."""

    def __init__(self, engine: AsyncEngine, consumer: str) -> None:
        self._engine = engine
        self._consumer = consumer
        self._seen: set[Partition] = set()
        self._suspect_upto: dict[Partition, int] = {}
        self._counted: set[Partition] = set()

    async def begin(self, records: Sequence[Record]) -> None:
        """A batch is about to be handled: counted once per partition and process."""
        if {(record.topic, record.partition) for record in records} <= self._seen:
            return
        spans = {p: span for p, span in _spans(records).items() if p not in self._seen}
        counted = await self._count(
            [self._row(first, upto=last.offset, is_batch=True) for first, last in spans.values()]
        )
        self._seen.update(spans)
        self._suspect_upto.update({partition: upto for partition, (tries, upto) in counted.items() if tries > 1})

    def is_suspect(self, record: Record) -> bool:
        """Whether a process before this one may have died on the record."""
        return bool(self._suspect_upto) and record.offset <= self._suspect_upto.get(_partition(record), -1)

    async def count(self, record: Record) -> int:
        """One attempt more at this record; the number of it."""
        [(tries, _)] = (await self._count([self._row(record, upto=record.offset, is_batch=False)])).values()
        return tries

    async def succeeded(self, record: Record) -> None:
        """The record came to its end: should a later one of the batch kill the process, this one is not to blame."""
        this = _upto(_partition(record), record.offset)
        await self._forget(and_(this, attempts.c.offset == record.offset, ~attempts.c.is_batch))

    async def end(self, records: Sequence[Record]) -> None:
        """A batch came to its end: its counts are of no more use."""
        if not self._counted:
            return
        done = {p: last.offset for p, (_, last) in _spans(records).items() if p in self._counted}
        if done:
            await self._forget(*(_upto(partition, offset) for partition, offset in done.items()))
            self._counted -= done.keys()

    def _row(self, record: Record, *, upto: int, is_batch: bool) -> dict[str, Any]:
        return {
            "consumer": self._consumer,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "is_batch": is_batch,
            "attempts": 1,
            "upto": upto,
        }

    async def _count(self, rows: Sequence[dict[str, Any]]) -> dict[Partition, tuple[int, int]]:
        """One attempt more for each row, committed; the attempts and the end of each."""
        async with self._engine.begin() as connection:
            result = await connection.execute(_COUNT.values(rows))
            counted = {Partition(row.topic, row.partition): (row.attempts, row.upto) for row in result}
        self._counted.update(counted)
        return counted

    async def _forget(self, *which: ColumnElement[bool]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(attempts).where(attempts.c.consumer == self._consumer, or_(*which)))


def _upto(partition: Partition, offset: int) -> ColumnElement[bool]:
    return and_(
        attempts.c.topic == partition.topic, attempts.c.partition == partition.number, attempts.c.offset <= offset
    )


def _partition(record: Record) -> Partition:
    return Partition(record.topic, record.partition)


def _spans(records: Iterable[Record]) -> dict[Partition, tuple[Record, Record]]:
    """The first and the last record of each partition."""
    spans: dict[Partition, tuple[Record, Record]] = {}
    for record in records:
        partition = _partition(record)
        spans[partition] = (spans[partition][0] if partition in spans else record, record)
    return spans
