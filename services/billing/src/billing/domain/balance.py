"""What is owed. Sums are rubles as Decimal with two decimals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

ZERO: Final = Decimal("0.00")
BUCKETS: Final = ("not_due", "1-30", "31-60", "61-90", "90+")
"""How long a debt has been overdue, in days."""


@dataclass(frozen=True, slots=True)
class Due:
    """A sum to be paid by a date."""

    date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """A debt is positive, money in advance negative; `arrears` is what is overdue today."""

    charged: Decimal
    paid: Decimal
    arrears: Decimal
    penalty: Decimal
    aging: Mapping[str, Decimal]
    next_due: Due | None

    @property
    def balance(self) -> Decimal:
        """Charged less paid."""
        return self.charged - self.paid


def untouched() -> Balance:
    """The balance of a contract that nothing has been charged to and nothing paid for."""
    return Balance(ZERO, ZERO, ZERO, ZERO, dict.fromkeys(BUCKETS, ZERO), None)
