"""What happened in an account, day by day: charges and payments, with the balance before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.domain.money import ZERO


@dataclass(frozen=True, slots=True)
class Movement:
    """A charge (debit: the customer owes more) or a payment (credit)."""

    on: date
    text: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of a period, both days inside, in order of days; a debt is positive."""

    since: date
    until: date
    opening: Decimal
    movements: Sequence[Movement]

    @property
    def debit(self) -> Decimal:
        """Everything charged."""
        return sum((movement.debit for movement in self.movements), ZERO)

    @property
    def credit(self) -> Decimal:
        """Everything paid."""
        return sum((movement.credit for movement in self.movements), ZERO)

    @property
    def closing(self) -> Decimal:
        """The balance after the last day."""
        return self.opening + self.debit - self.credit


def statement_of(since: date, until: date, opening: Decimal, movements: Iterable[Movement]) -> Statement:
    """The statement; charges of a day stand before its payments."""
    ordered = sorted(movements, key=lambda one: (one.on, one.credit > 0, one.text))
    return Statement(since, until, opening, ordered)
