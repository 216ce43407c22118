"""The history of a meter, and one reading of it."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from metering.storage.meters import MeterRepository
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository
from metering.usecases.check_access import check_access, check_role


async def list_readings(
    session: AsyncSession, user_id: UUID, meter_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[ReadingRow]:
    """Newest first, one more than `limit` when there is a next page. Raises NotFound."""
    check_role(await MeterRepository(session).role_at(meter_id, user_id))
    return await ReadingRepository(session).of_meter(meter_id, before=before, limit=limit + 1)


async def get_reading(session: AsyncSession, user_id: UUID, reading_id: UUID) -> ReadingRow:
    """One reading. Raises NotFound."""
    row = await ReadingRepository(session).get(reading_id)
    if row is None:
        raise NotFound
    await check_access(session, user_id, row.contract_number)
    return row
