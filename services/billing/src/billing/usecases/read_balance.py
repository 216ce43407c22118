"""What is owed under a contract."""

from datetime import date

from chassis.database import AsyncSession

from billing.domain.balance import Balance, Due, OpenDebt, age, next_due, overdue
from billing.domain.calendar import prepayments
from billing.domain.money import ZERO
from billing.domain.penalty import forecast
from billing.storage.accounts import AccountRepository
from billing.storage.charges import ChargeRepository
from billing.storage.contracts import ContractRepository


async def read_balance(session: AsyncSession, number: str, today: date) -> Balance:
    """The balance with its aging; a contract that nothing was told of yet owes nothing."""
    account = await AccountRepository(session).get(number)
    contract = await ContractRepository(session).get(number)
    kind = contract.customer_kind if contract else "company"
    debts = [OpenDebt(charge.due_on, charge.left) for charge in await ChargeRepository(session).open(number)]
    charged, paid = (account.charged, account.paid) if account else (ZERO, ZERO)
    arrears, since = overdue(debts, today)
    last_gross = account.last_gross if account and account.last_gross else ZERO
    return Balance(
        charged=charged,
        paid=paid,
        arrears=arrears,
        penalty=forecast(debts, kind, today).amount,
        aging=age(debts, today),
        next_due=next_due(debts, today),
        prepayments=[Due(*planned) for planned in prepayments(kind, last_gross, today)],
        overdue_since=since,
        unallocated=max(ZERO, sum((debt.amount for debt in debts), ZERO) - (charged - paid)),
    )
