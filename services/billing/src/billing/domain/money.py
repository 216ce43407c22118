"""Sums of rubles as Decimal with two decimals; rounding half up (domain.md 3.5 P5)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ZERO: Final = Decimal("0.00")
KOPECK: Final = Decimal("0.01")


def to_kopecks(amount: Decimal) -> Decimal:
    """The nearest kopeck, half up (away from zero)."""
    return amount.quantize(KOPECK, ROUND_HALF_UP)


def vat_of(net: Decimal, rate: Decimal | None) -> Decimal:
    """VAT on a sum without VAT; `rate` is percent, None = not subject to VAT."""
    return to_kopecks(net * rate / 100) if rate else ZERO
