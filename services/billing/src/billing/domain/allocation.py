"""What each payment paid for: stated periods first, then the oldest debt (domain.md 3.6 D6).

A pure function of the charges and payments of a contract: whatever the order in which they came, duplicates and
corrections included, the same ones are allocated in the same way.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from billing.domain.money import ZERO


@dataclass(frozen=True, slots=True)
class Debt:
    """A charge as it stands. A negative one (a credit) is money, as if paid on its due date."""

    id: UUID
    period: str
    due_on: date
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """A payment as it stands, with the months and sums that the payer stated."""

    id: UUID
    paid_on: date
    amount: Decimal
    stated: Sequence[tuple[str, Decimal]] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a payment paid for this charge."""

    debt_id: UUID
    period: str
    amount: Decimal


@dataclass
class Allocation:
    """`paid`: how much of each charge is paid (negative: how much of a credit is used); `parts`: what each payment
    paid for; `settled_until`: a new charge due after that day takes no money from what stands here."""

    paid: dict[UUID, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    parts: dict[UUID, list[Part]] = field(default_factory=lambda: defaultdict(list))
    settled_until: date = date.min

    def settle(self, money_id: UUID, debt: Debt, amount: Decimal) -> None:
        """Put money to a debt; what a payment puts to one debt is one part."""
        self.paid[debt.id] += amount
        parts = self.parts[money_id]
        before = next((part for part in parts if part.debt_id == debt.id), None)
        if before is not None:
            parts.remove(before)
        parts.append(Part(debt.id, debt.period, amount + (before.amount if before else ZERO)))
        self.settled_until = max(self.settled_until, debt.due_on)


def allocate(debts: Sequence[Debt], moneys: Sequence[Money]) -> Allocation:
    """Put the money to the debts.

    What is stated for a month pays that month's charges; more than they come to joins the rest, and waits while the
    month has none. The rest pays the oldest debts first; what is left then stays unallocated and covers later ones.
    """
    made = Allocation()
    owed = sorted((debt for debt in debts if debt.gross > 0), key=lambda debt: (debt.due_on, debt.period, debt.id))
    pool = [*_pay_stated(made, owed, moneys), *_credits(debts)]
    left = _pay_oldest(made, owed, sorted(pool, key=lambda money: (money.paid_on, money.id)))
    for credit in (debt for debt in debts if debt.gross < 0):
        made.paid[credit.id] = -sum((part.amount for part in made.parts.pop(credit.id, [])), ZERO)
    if left or _waits(made, moneys):
        made.settled_until = date.max
    return made


def unallocated(money: Money, parts: Sequence[Part]) -> Decimal:
    """What is left of a payment."""
    return money.amount - sum((part.amount for part in parts), ZERO)


def _credits(debts: Sequence[Debt]) -> Iterator[Money]:
    return (Money(debt.id, debt.due_on, -debt.gross) for debt in debts if debt.gross < 0)


def _pay_stated(made: Allocation, owed: Sequence[Debt], moneys: Sequence[Money]) -> Iterator[Money]:
    """Yields what each payment has left for the pool."""
    by_period: Mapping[str, list[Debt]] = defaultdict(list)
    for debt in owed:
        by_period[debt.period].append(debt)
    for money in sorted(moneys, key=lambda money: (money.paid_on, money.id)):
        waiting = ZERO
        for period, amount in money.stated:
            left = _pay(made, by_period[period], money.id, amount)
            waiting += left if not by_period[period] else ZERO
        free = unallocated(money, made.parts[money.id]) - waiting
        if free > 0:
            yield Money(money.id, money.paid_on, free)
            if money.stated:
                made.settled_until = date.max


def _pay_oldest(made: Allocation, owed: Sequence[Debt], pool: Sequence[Money]) -> bool:
    """Whether something is left."""
    left = ZERO
    for money in pool:
        left += _pay(made, owed, money.id, money.amount)
    return left > 0


def _pay(made: Allocation, debts: Sequence[Debt], money_id: UUID, amount: Decimal) -> Decimal:
    """Pay the debts in their order; what is left."""
    for debt in debts:
        if amount <= 0:
            break
        part = min(amount, debt.gross - made.paid[debt.id])
        if part > 0:
            made.settle(money_id, debt, part)
            amount -= part
    return amount


def _waits(made: Allocation, moneys: Sequence[Money]) -> bool:
    return any(unallocated(money, made.parts.get(money.id, [])) > 0 for money in moneys)
