"""Metering accepted readings: what stands behind the lines of charges."""

from chassis.database import AsyncSession

from billing.domain.reading import Reading
from billing.storage.readings import ReadingRepository


async def remember_reading(session: AsyncSession, reading: Reading) -> None:
    """Keep the reading; told twice, nothing changes."""
    await ReadingRepository(session).keep(reading)
