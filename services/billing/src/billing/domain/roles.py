"""Who may do what with a contract here (domain.md, G5; docs/decisions/0016). The only place that says it."""

from enum import StrEnum
from typing import Final


class Act(StrEnum):
    """What one does with a contract."""

    READ = "read"
    """Balance, charges, payments, documents and their files."""
    ORDER = "order"
    """Payment requests, reconciliations, statements."""


MAY: Final = {
    Act.READ: frozenset({"owner", "accountant", "viewer"}),
    Act.ORDER: frozenset({"owner", "accountant"}),
}
