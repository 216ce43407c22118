"""Money is put to debts anew: a pure function of what stands in an account, so no order of coming matters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.database import AsyncSession
from events.schemas.billing import ArrearsChanged

from billing.domain.allocation import Allocation, Debt, Money, allocate
from billing.domain.balance import OpenDebt, overdue
from billing.domain.money import ZERO
from billing.storage.accounts import Account, AccountRepository, Settled
from billing.storage.charges import ChargeRepository
from billing.storage.payments import PaymentRepository, stored


@dataclass
class Settlement:
    """What payments paid for now, by contract, and what is to be published about arrears."""

    allocations: dict[str, Allocation] = field(default_factory=dict)
    events: list[ArrearsChanged] = field(default_factory=list)
    accounts: list[Settled] = field(default_factory=list)
    paid: dict[UUID, Decimal] = field(default_factory=dict)
    parts: dict[UUID, list[Any]] = field(default_factory=dict)


async def settle_accounts(session: AsyncSession, accounts: Mapping[str, Account], today: date) -> Settlement:
    """Allocate the money of these locked accounts, write what changed and tell whose arrears did."""
    made = Settlement()
    if not accounts:
        return made
    charges = _by_contract(await ChargeRepository(session).of_contracts(accounts))
    payments = _by_contract(await PaymentRepository(session).of_contracts(accounts))
    for number, account in accounts.items():
        _settle(made, account, charges[number], payments[number], today)
    await ChargeRepository(session).set_paid(made.paid)
    await PaymentRepository(session).set_parts(made.parts)
    await AccountRepository(session).settle(made.accounts)
    return made


def _settle(made: Settlement, account: Account, charges: Sequence[Any], payments: Sequence[Any], today: date) -> None:
    allocation = allocate([_debt(row) for row in charges], [_money(row) for row in payments])
    made.allocations[account.number] = allocation
    made.paid |= {row.id: paid for row in charges if (paid := allocation.paid.get(row.id, ZERO)) != row.paid}
    made.parts |= {
        row.id: parts for row in payments if (parts := stored(allocation.parts.get(row.id, []))) != row.parts
    }
    debts = [OpenDebt(row.due_on, row.gross - allocation.paid.get(row.id, ZERO)) for row in charges]
    unpaid = [debt for debt in debts if debt.amount > 0]
    arrears, since = overdue(unpaid, today)
    last = max(charges, key=lambda row: (row.period, row.posted_on), default=None)
    period, gross = (last.period, last.gross) if last else (None, None)
    made.accounts.append(Settled(account.number, allocation.settled_until, arrears, period, gross))
    if arrears != account.arrears:
        made.events.append(
            ArrearsChanged(
                contract_number=account.number,
                old=account.arrears,
                arrears=arrears,
                overdue_since=since,
                newest_due_on=max((debt.due_on for debt in unpaid if debt.due_on < today), default=None),
                as_of=today,
            )
        )


def _debt(row: Any) -> Debt:
    return Debt(row.id, row.period, row.due_on, row.gross)


def _money(row: Any) -> Money:
    return Money(row.id, row.paid_on, row.amount, [(period, Decimal(amount)) for period, amount in row.stated])


def _by_contract(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.contract_number].append(row)
    return grouped
