"""Payments at their newest revision."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.allocation import Part
from billing.domain.items import Payment
from billing.domain.revisions import Accepted, Kept
from billing.storage.columns import arrays, upsert_of
from billing.storage.ledger import LedgerRepository
from billing.storage.ledger_models import PaymentRow

_NAMES: Final = (
    *("id", "contract_number", "source_id", "revision", "fingerprint", "paid_on", "amount"),
    *("purpose", "payer_inn", "document_number", "request_id", "stated"),
)
_KEPT: Final = select(PaymentRow.id, PaymentRow.revision, PaymentRow.fingerprint, -PaymentRow.amount).where(
    PaymentRow.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
_UPSERT: Final = text(upsert_of(PaymentRow, _NAMES, _NAMES[3:]))
_PARTS: Final = text("""
UPDATE payments AS p SET parts = CAST(d.parts AS jsonb)
FROM (SELECT unnest(CAST(:ids AS uuid[])) AS id, unnest(CAST(:parts AS text[])) AS parts) AS d WHERE p.id = d.id
""")

_HAS_REST: Final = text(
    "amount > (SELECT coalesce(sum(CAST(part ->> 2 AS numeric)), 0) FROM jsonb_array_elements(parts) AS part)"
)

_UNMATCHED: Final = text("""
SELECT * FROM (
  SELECT id, contract_number, paid_on, amount, purpose, payer_inn, document_number,
    amount - (SELECT coalesce(sum(CAST(part ->> 2 AS numeric)), 0) FROM jsonb_array_elements(parts) AS part)
      AS unallocated,
    CASE WHEN request_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM payment_requests AS r WHERE r.id = request_id AND r.payment_id = payments.id)
      THEN 'unknown_request' ELSE 'unallocated' END AS reason
  FROM payments) AS p
WHERE unallocated > 0 OR reason = 'unknown_request' ORDER BY paid_on DESC, id LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A payment that names a request which is not its contract's, or of which something has paid for nothing."""

    id: UUID
    contract_number: str
    paid_on: date
    amount: Decimal
    purpose: str | None
    payer_inn: str | None
    document_number: str | None
    unallocated: Decimal
    reason: Literal["unknown_request", "unallocated"]


class PaymentRepository:
    """Payments of contracts whose accounts are locked, and reading them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def kept(self, ids: Sequence[UUID]) -> dict[UUID, Kept]:
        """The newest revisions that are kept of these items."""
        return {row[0]: Kept(*row[1:]) for row in await self._session.execute(_KEPT, {"ids": ids})}

    async def write(self, accepted: Sequence[Accepted[Payment]]) -> None:
        """Every revision into the ledger, the last of each payment in its place."""
        await LedgerRepository(self._session).append(accepted)
        newest = {one.item.id: _row(one.item) for one in accepted}
        await self._session.execute(_UPSERT, arrays(newest.values(), _NAMES))

    async def of_contracts(self, numbers: Collection[str]) -> Sequence[Any]:
        """What allocation needs of every payment of these contracts."""
        columns = (
            *(PaymentRow.contract_number, PaymentRow.id, PaymentRow.paid_on, PaymentRow.amount),
            *(PaymentRow.stated, PaymentRow.parts),
        )
        mine = PaymentRow.contract_number == any_(bindparam("numbers", type_=ARRAY(Text)))
        rows = await self._session.execute(select(*columns).where(mine), {"numbers": list(numbers)})
        return list(rows)

    async def set_parts(self, parts: Mapping[UUID, list[Any]]) -> None:
        """What each of these payments paid for."""
        if parts:
            told = [json.dumps(one) for one in parts.values()]
            await self._session.execute(_PARTS, {"ids": list(parts), "parts": told})

    async def page(
        self, number: str, after: tuple[date, UUID] | None, limit: int, *, unallocated: bool = False
    ) -> Sequence[PaymentRow]:
        """Payments, newest first; those that were taken back are not told. `unallocated`: those with a rest."""
        query = select(PaymentRow).where(PaymentRow.contract_number == number, PaymentRow.amount > 0)
        if unallocated:
            query = query.where(_HAS_REST)
        if after is not None:
            query = query.where(tuple_(PaymentRow.paid_on, PaymentRow.id) < after)
        ordered = query.order_by(PaymentRow.paid_on.desc(), PaymentRow.id.desc()).limit(limit)
        return (await self._session.scalars(ordered)).all()

    async def unmatched(self, limit: int) -> Sequence[Unmatched]:
        """Payments to be looked at, newest first."""
        rows = await self._session.execute(_UNMATCHED, {"limit": limit})
        return [Unmatched(**row) for row in rows.mappings()]


def stored(parts: Sequence[Part]) -> list[Any]:
    """Parts as they are kept: charge, month, sum."""
    return [[str(part.debt_id), part.period, f"{part.amount:.2f}"] for part in parts]


def _row(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.id,
        "contract_number": payment.contract_number,
        "source_id": payment.source_id,
        "revision": payment.revision,
        "fingerprint": payment.fingerprint,
        "paid_on": payment.paid_on,
        "amount": payment.paid,
        "purpose": payment.purpose,
        "payer_inn": payment.payer_inn,
        "document_number": payment.document_number,
        "request_id": payment.request_id,
        "stated": json.dumps([[period, f"{amount:.2f}"] for period, amount in payment.stated]),
    }
