"""Payments that an operator should look at."""

from collections.abc import Sequence

from chassis.database import AsyncSession

from billing.storage.payments import PaymentRepository, Unmatched


async def list_unmatched(session: AsyncSession) -> Sequence[Unmatched]:
    """The newest of them."""
    return await PaymentRepository(session).unmatched(limit=200)
