"""Read what operators did."""

import csv
from collections.abc import AsyncIterator, Sequence
from io import StringIO
from typing import Final
from uuid import UUID

from chassis.database import AsyncSession

from identity.storage.operator_actions import OperatorAction, OperatorActions

_COLUMNS: Final = ("id", "at", "operator_id", "action", "subject", "reason", "address")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PAGE: Final = 1000


async def read_audit(
    session: AsyncSession, *, subject: str | None, before: UUID | None, limit: int
) -> Sequence[OperatorAction]:
    """The newest first; `subject` is the id of a user."""
    return await OperatorActions(session).page(subject=subject, before=before, limit=limit)


async def export_audit(session: AsyncSession, *, subject: str | None) -> AsyncIterator[str]:
    """All of it as CSV, the newest first, in pieces. A cell that a spreadsheet would compute is text."""
    yield _lines([_COLUMNS])
    before: UUID | None = None
    while rows := await read_audit(session, subject=subject, before=before, limit=_PAGE):
        yield _lines([[_cell(getattr(row, name)) for name in _COLUMNS] for row in rows])
        before = rows[-1].id


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
