"""What happened in an account between two days."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, Final

from chassis.database import AsyncSession

from billing.domain.forms import month_name
from billing.domain.movements import Movement, Statement
from billing.storage.movements import MovementRepository

WHOLE: Final = 1000
"""A paper of more operations than this tells them by month: nobody reads a hundred pages, and each stands in the
.xlsx."""


async def read_movements(session: AsyncSession, number: str, since: date, until: date) -> Statement:
    """The statement of these days, both inside. A debt of the customer is a debit."""
    repository = MovementRepository(session)
    opening = await repository.balance_before(number, since)
    turnover = await repository.turnover(number, since, until)
    if turnover.operations > WHOLE:
        movements = [_of_month(row) for row in await repository.by_month(number, since, until)]
    else:
        movements = [one async for chunk in stream_movements(session, number, since, until) for one in chunk]
    return Statement(since, until, opening, movements, turnover.operations)


async def stream_movements(
    session: AsyncSession, number: str, since: date, until: date
) -> AsyncIterator[Sequence[Movement]]:
    """The movements of these days a few at a time, in order of days: memory does not grow with their number."""
    async for chunk in MovementRepository(session).between(number, since, until):
        yield [_movement(row) for row in chunk]


def _movement(row: Any) -> Movement:
    if row.is_payment:
        return Movement(row.day, f"Оплата № {row.reference}" if row.reference else "Оплата", credit=row.credit)
    return Movement(row.day, f"Начислено за {month_name(row.period)} ({row.reference})", debit=row.debit)


def _of_month(row: Any) -> Movement:
    what = "Оплачено" if row.is_payment else "Начислено"
    told = f"{what} за {month_name(row.month)}, операций: {row.operations}"
    return Movement(row.day, told, debit=row.debit, credit=row.credit)
