"""The meters of a contract."""

from collections.abc import Sequence

from chassis.database import AsyncSession

from metering.storage.meters import MeterAtPoint, MeterKey, MeterRepository


async def list_meters(
    session: AsyncSession, number: str, *, after: MeterKey | None, limit: int
) -> Sequence[MeterAtPoint]:
    """One page after the given meter, with one more row than `limit` when there is a next page."""
    return await MeterRepository(session).list_of(number, after=after, limit=limit + 1)
