"""What happened in an account between two days."""

from datetime import date

from chassis.database import AsyncSession

from billing.domain.forms import month_name
from billing.domain.movements import Movement, Statement, statement_of
from billing.storage.movements import MovementRepository


async def read_movements(session: AsyncSession, number: str, since: date, until: date) -> Statement:
    """The statement of these days, both inside. A debt of the customer is a debit."""
    repository = MovementRepository(session)
    charges = [
        Movement(row.posted_on, f"Начислено за {month_name(row.period)} ({row.source_id})", debit=row.gross)
        for row in await repository.charges(number, since, until)
    ]
    payments = [
        Movement(row.paid_on, f"Оплата {f'№ {row.document_number}' if row.document_number else ''}", credit=row.amount)
        for row in await repository.payments(number, since, until)
    ]
    return statement_of(since, until, await repository.balance_before(number, since), [*charges, *payments])
