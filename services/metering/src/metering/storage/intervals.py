"""Interval data: days of channels, in partitions of a month each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.intervals import IntervalBlock
from metering.domain.periods import Period
from metering.storage.reading_models import IntervalBlockRow

_BATCH = 500
_PARTITIONS_LOCK = 0x6D6F6E746873  # "months"


@dataclass(frozen=True)
class MeteredBlock:
    """A day of a meter, multiplied."""

    meter_id: UUID
    block: IntervalBlock


class IntervalRepository:
    """Half-hourly and hourly values."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write(self, rows: Sequence[dict[str, Any]]) -> int:
        """Keeps the days whose message has a higher number than the kept one of the same sender (another
        sender's later file wins); how many were written. One row per point, channel and day."""
        await self._provide_months({Period.of(row["day"]) for row in rows})
        write = insert(IntervalBlockRow)
        kept = {name: write.excluded[name] for name in ("meter_id", "minutes", "multiplier", "kwh", "import_id")}
        newer = write.on_conflict_do_update(
            index_elements=["contract_number", "point_code", "channel", "day"],
            set_={**kept, "sender_inn": write.excluded.sender_inn, "number": write.excluded.number},
            where=(IntervalBlockRow.number < write.excluded.number)
            | (IntervalBlockRow.sender_inn != write.excluded.sender_inn),
        ).returning(IntervalBlockRow.day)
        written = 0
        for at in range(0, len(rows), _BATCH):
            written += len((await self._session.execute(newer, rows[at : at + _BATCH])).all())
        return written

    async def consumption(self, number: str, since: date, until: date, channel: str) -> Sequence[MeteredBlock]:
        """The days in [since, until) of the contract's meters, multiplied, in order of meter and day."""
        row = IntervalBlockRow
        query = (
            select(row.meter_id, row.day, row.minutes, row.kwh, row.multiplier)
            .where(row.contract_number == number, row.channel == channel, row.day >= since, row.day < until)
            .order_by(row.meter_id, row.day)
        )
        return [
            MeteredBlock(meter_id, IntervalBlock(day, minutes, _times(kwh, multiplier)))
            for meter_id, day, minutes, kwh, multiplier in await self._session.execute(query)
        ]

    async def _provide_months(self, months: set[Period]) -> None:
        """Makes the partitions that are missing; two workers at once wait for each other."""
        wanted = {f"m{month.year:04}_{month.month:02}": month for month in months}
        query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'interval_months' AND tablename = ANY(:names)")
        found = set(await self._session.scalars(query, {"names": list(wanted)}))
        missing = {name: month for name, month in wanted.items() if name not in found}
        if missing:
            await self._session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _PARTITIONS_LOCK})
        for name, month in sorted(missing.items()):
            partition = f"CREATE TABLE IF NOT EXISTS interval_months.{name} PARTITION OF interval_blocks"
            bounds = f"FOR VALUES FROM ('{month.first_day}') TO ('{month.plus(1).first_day}')"
            await self._session.execute(text(f"{partition} {bounds}"))


def _times(kwh: Sequence[Decimal | None], multiplier: Decimal) -> tuple[Decimal | None, ...]:
    if multiplier == 1:
        return tuple(kwh)
    return tuple(None if value is None else value * multiplier for value in kwh)
