"""What operators want to know of metering's work."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from metering.storage.reading_models import ImportTaskRow


class Waiting(NamedTuple):
    """Imports that wait for a worker or are in its hands, and the age of the oldest."""

    imports: int
    oldest_seconds: float


async def imports_waiting(session: AsyncSession) -> Waiting:
    """How long the queue of imports is."""
    age = func.extract("epoch", func.now() - func.min(ImportTaskRow.queued_at))
    count, oldest = (await session.execute(select(func.count(), age).select_from(ImportTaskRow))).one()
    return Waiting(count, round(float(oldest or 0), 1))
