"""«Главная»: every contract of the account at a glance."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from billing.domain.calendar import moscow_day
from billing.storage.summary import SummaryRepository


async def summarize_account(session: AsyncSession, user_id: UUID, now: datetime) -> str:
    """The JSON of the answer, a block per contract in order of number."""
    return await SummaryRepository(session).of_user(user_id, now, moscow_day(now))
