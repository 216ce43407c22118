"""The payments of a contract."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.database import AsyncSession

from billing.storage.ledger_models import PaymentRow
from billing.storage.payments import PaymentRepository


async def list_payments(
    session: AsyncSession, number: str, *, after: tuple[date, UUID] | None, limit: int, unallocated: bool
) -> Sequence[PaymentRow]:
    """Payments, newest first; `unallocated`: only those of which something is left."""
    return await PaymentRepository(session).page(number, after, limit, unallocated=unallocated)
