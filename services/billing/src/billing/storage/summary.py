"""«Главная» in one statement: PostgreSQL writes the JSON, nobody reads it on the way."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.roles import MAY, Act

SUMMARY: Final = """
SELECT json_build_object('items', coalesce(json_agg(json_build_object(
  'number', b.contract_number,
  'party_name', coalesce(c.party_name, ''),
  'balance', coalesce(a.charged - a.paid, 0.00)::text,
  'arrears', coalesce(o.arrears, 0.00)::text,
  'overdue_since', o.overdue_since,
  'next_due', CASE WHEN o.next_on IS NOT NULL
    THEN json_build_object('date', o.next_on, 'amount', o.next_amount::text) END,
  'last_charge', CASE WHEN a.last_period IS NOT NULL
    THEN json_build_object('period', a.last_period, 'gross', a.last_gross::text) END,
  'window', CASE WHEN a.window_closes_at IS NOT NULL THEN json_build_object(
    'open', CAST($3 AS timestamptz) BETWEEN a.window_opens_at AND a.window_closes_at,
    'closes_at', to_char(a.window_closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) END
) ORDER BY b.contract_number), '[]'))::text
FROM bindings AS b
LEFT JOIN contracts AS c ON c.number = b.contract_number
LEFT JOIN accounts AS a ON a.contract_number = b.contract_number
LEFT JOIN LATERAL (
  SELECT sum(amount) FILTER (WHERE due_on < CAST($4 AS date)) AS arrears,
    min(due_on) FILTER (WHERE due_on < CAST($4 AS date)) + 1 AS overdue_since,
    min(due_on) FILTER (WHERE due_on >= CAST($4 AS date)) AS next_on,
    (array_agg(amount ORDER BY due_on) FILTER (WHERE due_on >= CAST($4 AS date)))[1] AS next_amount
  FROM (SELECT due_on, sum(gross - paid) AS amount FROM charges
    WHERE contract_number = b.contract_number AND gross > paid GROUP BY due_on) AS open
) AS o ON true
WHERE b.user_id = $1 AND b.bound_at IS NOT NULL AND b.unbound_at IS NULL AND b.role = ANY($2)
"""
"""$1 the user, $2 the roles that may look, $3 the instant, $4 the day in Moscow."""


class SummaryRepository:
    """Every contract of an account at a glance."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_user(self, user_id: UUID, now: datetime, today: date) -> str:
        """The answer of `GET /summary` as JSON, without contracts of whose money his role may not know.

        On the driver's connection, before the session has begun anything: one round trip, no transaction around it.
        """
        connection = await self._session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        return str(await driver.fetchval(SUMMARY, user_id, sorted(MAY[Act.READ]), now, today))
