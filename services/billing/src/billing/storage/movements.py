"""What happened in an account between two days."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.money import ZERO
from billing.storage.ledger_models import ChargeRow, PaymentRow

_CHUNK: Final = 500


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

    async def charges(self, number: str, since: date | None = None, until: date | None = None) -> Sequence[ChargeRow]:
        """Charges posted in these days, both inside, oldest first."""
        query = select(ChargeRow).where(ChargeRow.contract_number == number)
        if since is not None and until is not None:
            query = query.where(ChargeRow.posted_on.between(since, until))
        return (await self._session.scalars(query.order_by(ChargeRow.period, ChargeRow.id))).all()

    async def payments(self, number: str, since: date | None = None, until: date | None = None) -> Sequence[PaymentRow]:
        """Payments made in these days, both inside, oldest first."""
        query = select(PaymentRow).where(PaymentRow.contract_number == number, PaymentRow.amount > 0)
        if since is not None and until is not None:
            query = query.where(PaymentRow.paid_on.between(since, until))
        return (await self._session.scalars(query.order_by(PaymentRow.paid_on, PaymentRow.id))).all()

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
