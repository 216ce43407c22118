"""Accepted readings."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.reading import Reading
from billing.storage.ledger_models import ReadingRow


class ReadingRepository:
    """What metering told."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, reading: Reading) -> None:
        """Keep a reading once."""
        await self._session.execute(insert(ReadingRow).values(asdict(reading)).on_conflict_do_nothing())

    async def get(self, reading_id: UUID) -> ReadingRow | None:
        """The reading, if it was accepted."""
        return await self._session.get(ReadingRow, reading_id)

    async def of_contract(self, number: str, serials: Sequence[str]) -> Sequence[ReadingRow]:
        """Readings of these meters, newest first."""
        query = select(ReadingRow).where(ReadingRow.contract_number == number, ReadingRow.meter_serial.in_(serials))
        return (await self._session.scalars(query.order_by(ReadingRow.taken_on.desc(), ReadingRow.id.desc()))).all()

    async def periods(self, number: str, periods: Sequence[str]) -> set[str]:
        """The months, of these, for which a reading was accepted."""
        query = select(ReadingRow.period).where(ReadingRow.contract_number == number, ReadingRow.period.in_(periods))
        return set(await self._session.scalars(query))
