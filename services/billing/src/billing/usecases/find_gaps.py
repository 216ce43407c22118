"""What is missing: a month without bill, closing document or reading (domain.md G10)."""

from collections.abc import Sequence
from datetime import date

from chassis.database import AsyncSession

from billing.domain.gaps import Gap, expected_months, missing_of
from billing.storage.charges import ChargeRepository
from billing.storage.documents import DocumentRepository
from billing.storage.readings import ReadingRepository


async def find_gaps(session: AsyncSession, number: str, today: date) -> Sequence[Gap]:
    """Months with something missing, newest first, from the first month that was ever charged."""
    first = await ChargeRepository(session).first_period(number)
    months = expected_months(first, today)
    charged = await ChargeRepository(session).periods(number, months)
    documents = await DocumentRepository(session).kinds_by_period(number, months)
    read = await ReadingRepository(session).periods(number, months)
    gaps = [Gap(month, missing_of(month, charged, documents, read)) for month in months]
    return [gap for gap in gaps if gap.missing]
