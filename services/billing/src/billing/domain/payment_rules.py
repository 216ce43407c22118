"""Whether a payment makes sense by itself."""

from collections.abc import Sequence
from decimal import Decimal

from billing.domain.bank_account import is_inn
from billing.domain.flaws import Flaw, flaw
from billing.domain.money import ZERO


def payment_flaws(amount: Decimal, stated: Sequence[tuple[str, Decimal]], payer_inn: str | None) -> list[Flaw]:
    """Everything that is wrong with it; empty for a sound one."""
    found = []
    if sum((part for _, part in stated), ZERO) > amount:
        found.append(flaw("/allocations", "allocations_total"))
    if payer_inn is not None and not is_inn(payer_inn):
        found.append(flaw("/payer_inn", "inn"))
    return found
