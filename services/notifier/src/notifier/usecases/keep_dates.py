"""Dates of contracts for their users' calendars."""

from collections.abc import Sequence

from chassis.database import AsyncSession

from notifier.domain.calendar import ContractDate
from notifier.storage.calendars import Dates


async def keep_dates(session: AsyncSession, dates: Sequence[ContractDate]) -> None:
    """Told again, they move."""
    await Dates(session).keep(dates)
