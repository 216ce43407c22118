"""Who may do what with a contract here (domain.md, G5; docs/decisions/0016). The only place that says it."""

from enum import StrEnum
from typing import Final


class Act(StrEnum):
    """What one does with a contract."""

    READ = "read"
    """Meters, readings, windows, consumption, imports."""
    SUBMIT = "submit"
    """Check and submit readings, import files."""


MAY: Final = {
    Act.READ: frozenset({"owner", "accountant", "engineer", "viewer"}),
    Act.SUBMIT: frozenset({"owner", "engineer"}),
}
