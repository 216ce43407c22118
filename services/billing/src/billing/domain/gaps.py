"""Which months must have a bill, closing documents and a reading by now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from billing.domain.calendar import due_date

Missing = Literal["bill", "closing_document", "reading"]

_CLOSING: Final = frozenset({"upd", "act", "vat_invoice"})
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """A month and what is missing of it."""

    period: str
    missing: Sequence[Missing]


def expected_months(first: str | None, today: date) -> list[str]:
    """Whole months of the last year, newest first, from the first charged one on, whose bill should be there: the
    day on which it would be due has passed. None when nothing was ever charged."""
    months = []
    day = today.replace(day=1)
    for _ in range(_MONTHS):
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(f"{day:%Y-%m}")
    return [month for month in months if first and month >= first and due_date(None, month, "company") < today]


def missing_of(
    month: str, charged: Collection[str], documents: Collection[tuple[str, str]], read: Collection[str]
) -> list[Missing]:
    """What the month lacks."""
    found: list[Missing] = []
    if month not in charged:
        found.append("bill")
    if not any((month, kind) in documents for kind in _CLOSING):
        found.append("closing_document")
    if month not in read:
        found.append("reading")
    return found
