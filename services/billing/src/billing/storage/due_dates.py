"""Which debts have become overdue, and which are about to."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NEW_ARREARS: Final = text("""
SELECT a.contract_number FROM accounts AS a JOIN (
  SELECT contract_number, sum(gross - paid) AS amount FROM charges
  WHERE gross > paid AND due_on < CAST(:today AS date) GROUP BY contract_number) AS late USING (contract_number)
WHERE a.arrears <> late.amount ORDER BY a.contract_number LIMIT :limit
""")
_REMINDERS: Final = text("""
WITH due AS (
  SELECT contract_number, due_on, sum(gross - paid) AS amount FROM charges AS c
  WHERE gross > paid AND due_on BETWEEN CAST(:since AS date) AND CAST(:until AS date) AND NOT EXISTS (
    SELECT FROM due_reminders AS r WHERE r.contract_number = c.contract_number AND r.due_on = c.due_on)
  GROUP BY contract_number, due_on ORDER BY contract_number, due_on LIMIT :limit),
taken AS (
  INSERT INTO due_reminders (contract_number, due_on) SELECT contract_number, due_on FROM due
  ON CONFLICT DO NOTHING RETURNING contract_number, due_on)
SELECT contract_number, due_on, amount FROM due JOIN taken USING (contract_number, due_on) ORDER BY 1, 2
""")


class DueDateRepository:
    """Open debts by their due dates."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def with_new_arrears(self, today: date, limit: int) -> Sequence[str]:
        """Contracts that owe another overdue sum today than was told last."""
        return list(await self._session.scalars(_NEW_ARREARS, {"today": today, "limit": limit}))

    async def take_reminders(self, since: date, until: date, limit: int) -> Sequence[tuple[str, date, Decimal]]:
        """Sums due between these days of which nobody was told; they are told from now on."""
        rows = await self._session.execute(_REMINDERS, {"since": since, "until": until, "limit": limit})
        return [(row[0], row[1], row[2]) for row in rows]
