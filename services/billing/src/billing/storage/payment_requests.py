"""Requests to pay."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.items import Payment
from billing.storage.paper_models import PaymentRequestRow


class PaymentRequestRepository:
    """Requests, and the payments that answered them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, request: PaymentRequestRow) -> None:
        """Keep a request."""
        self._session.add(request)

    async def get(self, request_id: str) -> PaymentRequestRow | None:
        """The request."""
        return await self._session.get(PaymentRequestRow, request_id)

    async def answer(self, payments: Mapping[str, Payment]) -> dict[str, Sequence[tuple[str, Decimal]]]:
        """These payments answer the requests they name, if those are of the same contract: what each was for."""
        query = select(PaymentRequestRow).where(PaymentRequestRow.id.in_(list(payments))).order_by(PaymentRequestRow.id)
        wanted: dict[str, Sequence[tuple[str, Decimal]]] = {}
        for request in await self._session.scalars(query.with_for_update()):
            payment = payments[request.id]
            if payment.contract_number == request.contract_number:
                request.payment_id = payment.id
                wanted[request.id] = [(period, Decimal(amount)) for period, amount in request.periods]
        return wanted
