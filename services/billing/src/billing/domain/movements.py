"""What happened in an account, day by day: charges and payments, with the balance before and after."""

from collections.abc import Sequence
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
    """The movements of a period, both days inside, in order of days; a debt is positive. `operations` is how many there
    were: more than there are movements when those are told by month."""

    since: date
    until: date
    opening: Decimal
    movements: Sequence[Movement]
    operations: int

    @property
    def is_by_month(self) -> bool:
        """Whether single operations are not among the movements."""
        return self.operations > len(self.movements)

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
