"""The clock: a day passes, and debts become overdue or are about to."""

from datetime import date, timedelta

from chassis.database import AsyncSession
from events import publish
from events.schemas.billing import PaymentDueSoon

from billing.storage.accounts import AccountRepository
from billing.storage.due_dates import DueDateRepository
from billing.usecases.settle_accounts import settle_accounts

_BATCH = 500


async def watch_arrears(session: AsyncSession, today: date) -> bool:
    """Tell ArrearsChanged of contracts whose debts became overdue; True if there may be more."""
    numbers = await DueDateRepository(session).with_new_arrears(today, _BATCH)
    accounts = await AccountRepository(session).lock(numbers)
    settlement = await settle_accounts(session, accounts, today)
    await publish(session, *settlement.events)
    return len(numbers) == _BATCH


async def remind_of_due_dates(session: AsyncSession, today: date, days_before: int) -> bool:
    """Tell PaymentDueSoon once per contract and due date; True if there may be more."""
    until = today + timedelta(days=days_before)
    due = await DueDateRepository(session).take_reminders(today, until, _BATCH)
    events = [
        PaymentDueSoon(contract_number=number, due_on=due_on, amount=amount, days_left=(due_on - today).days)
        for number, due_on, amount in due
    ]
    await publish(session, *events)
    return len(due) == _BATCH
