"""What is owed. Sums are rubles as Decimal with two decimals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from billing.domain.money import ZERO

BUCKETS: Final = ("not_due", "1-30", "31-60", "61-90", "90+")
"""How long a debt has been overdue, in days."""
_BOUNDS: Final = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Due:
    """A sum to be paid by a date."""

    date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """What is left to pay of a charge."""

    due_on: date
    amount: Decimal

    def days_overdue(self, today: date) -> int:
        """0 on the due date and before."""
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class Balance:
    """A debt is positive, money in advance negative; `arrears` is what is overdue today."""

    charged: Decimal
    paid: Decimal
    arrears: Decimal
    penalty: Decimal
    aging: Mapping[str, Decimal]
    next_due: Due | None
    prepayments: list[Due] = field(default_factory=list)
    overdue_since: date | None = None
    unallocated: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        """Charged less paid."""
        return self.charged - self.paid


def bucket_of(days_overdue: int) -> str:
    """The bucket of a debt by how many days it is overdue."""
    return BUCKETS[sum(days_overdue > bound for bound in _BOUNDS)]


def age(debts: Iterable[OpenDebt], today: date) -> dict[str, Decimal]:
    """What is owed, by bucket; every bucket is there."""
    aging = dict.fromkeys(BUCKETS, ZERO)
    for debt in debts:
        aging[bucket_of(debt.days_overdue(today))] += debt.amount
    return aging


def overdue(debts: Iterable[OpenDebt], today: date) -> tuple[Decimal, date | None]:
    """What is overdue, and the first day on which something of it was."""
    late = [debt for debt in debts if debt.due_on < today]
    since = min((debt.due_on for debt in late), default=None)
    return sum((debt.amount for debt in late), ZERO), since and since + timedelta(days=1)


def next_due(debts: Iterable[OpenDebt], today: date) -> Due | None:
    """The nearest date on which bills are due, and what is left of them."""
    coming = [debt for debt in debts if debt.due_on >= today]
    if not coming:
        return None
    nearest = min(debt.due_on for debt in coming)
    return Due(nearest, sum((debt.amount for debt in coming if debt.due_on == nearest), ZERO))
