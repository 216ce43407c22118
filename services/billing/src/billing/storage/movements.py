"""What happened in an account between two days."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.money import ZERO
from billing.storage.ledger_models import ChargeRow, PaymentRow

_CHUNK: Final = 500
_OPERATIONS: Final = """
  SELECT posted_on AS day, 0 AS is_payment, period, source_id AS reference, gross AS debit, 0.00 AS credit, id
  FROM charges WHERE contract_number = :number AND posted_on BETWEEN :since AND :until
  UNION ALL
  SELECT paid_on, 1, NULL, document_number, 0.00, amount, id
  FROM payments WHERE contract_number = :number AND paid_on BETWEEN :since AND :until AND amount > 0
"""
_BETWEEN: Final = text(f"SELECT * FROM ({_OPERATIONS}) AS o ORDER BY day, is_payment, period, reference, id")  # noqa: S608 - two constants
_BY_MONTH: Final = text(f"""
SELECT max(day) AS day, to_char(day, 'YYYY-MM') AS month, is_payment, count(*) AS operations, sum(debit) AS debit,
  sum(credit) AS credit
FROM ({_OPERATIONS}) AS o GROUP BY month, is_payment ORDER BY month, is_payment
""")  # noqa: S608 - two constants


@dataclass(frozen=True, slots=True)
class Turnover:
    """How many operations there were in some days, and what they came to."""

    operations: int
    debit: Decimal
    credit: Decimal


class MovementRepository:
    """Charges by the day they were posted, payments by the day they were made."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def balance_before(self, number: str, day: date) -> Decimal:
        """Charged less paid before that day."""
        charged = select(func.sum(ChargeRow.gross)).where(
            ChargeRow.contract_number == number, ChargeRow.posted_on < day
        )
        paid = select(func.sum(PaymentRow.amount)).where(PaymentRow.contract_number == number, PaymentRow.paid_on < day)
        return (await self._session.scalar(charged) or ZERO) - (await self._session.scalar(paid) or ZERO)

    async def turnover(self, number: str, since: date, until: date) -> Turnover:
        """Of these days, both inside."""
        months = await self.by_month(number, since, until)
        return Turnover(
            sum(month.operations for month in months),
            sum((month.debit for month in months), ZERO),
            sum((month.credit for month in months), ZERO),
        )

    async def by_month(self, number: str, since: date, until: date) -> Sequence[Any]:
        """What the charges and what the payments of each month came to, on the last day of them."""
        days = {"number": number, "since": since, "until": until}
        return (await self._session.execute(_BY_MONTH, days)).all()

    async def between(self, number: str, since: date, until: date) -> AsyncIterator[Sequence[Any]]:
        """Charges and payments of these days, both inside, a few at a time; charges of a day before its payments."""
        days = {"number": number, "since": since, "until": until}
        found = await self._session.stream(_BETWEEN, days, execution_options={"yield_per": _CHUNK})
        async for chunk in found.partitions(_CHUNK):
            yield chunk

    async def chunks(self, number: str, kind: str) -> AsyncIterator[Sequence[Any]]:
        """All charges or payments, oldest first, a few at a time: a cursor of the server holds the rest."""
        row = ChargeRow if kind == "charges" else PaymentRow
        query = select(*row.__table__.c).where(row.contract_number == number)
        if kind == "charges":
            query = query.order_by(ChargeRow.period, ChargeRow.id)
        else:
            query = query.where(PaymentRow.amount > 0).order_by(PaymentRow.paid_on, PaymentRow.id)
        found = await self._session.stream(query.execution_options(yield_per=_CHUNK))
        async for chunk in found.partitions():
            yield chunk

    async def count(self, number: str, kind: str) -> int:
        """How many charges or payments there are."""
        row = ChargeRow if kind == "charges" else PaymentRow
        return await self._session.scalar(select(func.count()).where(row.contract_number == number)) or 0
