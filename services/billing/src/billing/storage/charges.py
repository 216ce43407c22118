"""Charges at their newest revision, and every revision in the ledger."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, any_, bindparam, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.items import Charge
from billing.domain.revisions import Accepted, Kept
from billing.storage.columns import arrays, upsert_of
from billing.storage.copying import copy_rows
from billing.storage.ledger import LedgerRepository
from billing.storage.ledger_models import ChargeRow, EntryRow

_NAMES: Final = (
    *("id", "contract_number", "source_id", "revision", "fingerprint", "period", "posted_on", "due_on"),
    *("net", "vat", "gross", "previous_gross", "reason"),
)
_KEPT: Final = select(ChargeRow.id, ChargeRow.revision, ChargeRow.fingerprint, ChargeRow.gross).where(
    ChargeRow.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
_UPSERT: Final = text(upsert_of(ChargeRow, _NAMES, _NAMES[3:]))
_PAY: Final = text("""
UPDATE charges AS c SET paid = d.paid
FROM (SELECT unnest(CAST(:ids AS uuid[])) AS id, unnest(CAST(:paid AS numeric[])) AS paid) AS d WHERE c.id = d.id
""")


class ChargeRepository:
    """Charges of contracts whose accounts are locked, and reading them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def kept(self, ids: Sequence[UUID]) -> dict[UUID, Kept]:
        """The newest revisions that are kept of these items."""
        return {row[0]: Kept(*row[1:]) for row in await self._session.execute(_KEPT, {"ids": ids})}

    async def write(self, accepted: Sequence[Accepted[Charge]], due: Mapping[UUID, date]) -> None:
        """Every revision into the ledger, the last of each charge in its place."""
        await LedgerRepository(self._session).append(accepted)
        newest = {one.item.id: _row(one, due[one.item.id]) for one in accepted}
        fresh = {one.item.id for one in accepted if one.previous is None}
        await copy_rows(self._session, ChargeRow.__tablename__, _NAMES, (newest[one] for one in fresh))
        if corrected := [row for charge_id, row in newest.items() if charge_id not in fresh]:
            await self._session.execute(_UPSERT, arrays(corrected, _NAMES))

    async def of_contracts(self, numbers: Collection[str]) -> Sequence[Any]:
        """What allocation needs of every charge of these contracts."""
        columns = (
            *(ChargeRow.contract_number, ChargeRow.id, ChargeRow.period, ChargeRow.due_on),
            *(ChargeRow.gross, ChargeRow.paid, ChargeRow.posted_on),
        )
        mine = ChargeRow.contract_number == any_(bindparam("numbers", type_=ARRAY(Text)))
        rows = await self._session.execute(select(*columns).where(mine), {"numbers": list(numbers)})
        return list(rows)

    async def set_paid(self, paid: Mapping[UUID, Decimal]) -> None:
        """What has been put to each of these charges."""
        if paid:
            await self._session.execute(_PAY, {"ids": list(paid), "paid": list(paid.values())})

    async def page(self, number: str, after: tuple[str, UUID] | None, limit: int) -> Sequence[tuple[ChargeRow, Any]]:
        """Charges with what the supplier told, newest period first."""
        query = _with_body().where(ChargeRow.contract_number == number)
        if after is not None:
            query = query.where(tuple_(ChargeRow.period, ChargeRow.id) < after)
        ordered = query.order_by(ChargeRow.period.desc(), ChargeRow.id.desc()).limit(limit)
        return [(row[0], row[1]) for row in await self._session.execute(ordered)]

    async def get(self, charge_id: UUID) -> tuple[ChargeRow, Any] | None:
        """A charge with what the supplier told."""
        row = (await self._session.execute(_with_body().where(ChargeRow.id == charge_id))).one_or_none()
        return None if row is None else (row[0], row[1])

    async def revisions(self, ids: Iterable[UUID]) -> Sequence[EntryRow]:
        """Every revision of these charges, newest first."""
        query = select(EntryRow).where(EntryRow.item_id.in_(list(ids))).order_by(EntryRow.revision.desc())
        return (await self._session.scalars(query)).all()

    async def open(self, number: str) -> Sequence[ChargeRow]:
        """Charges that are not paid whole, the one due first first."""
        query = select(ChargeRow).where(ChargeRow.contract_number == number, ChargeRow.gross > ChargeRow.paid)
        return (await self._session.scalars(query.order_by(ChargeRow.due_on, ChargeRow.period))).all()

    async def first_period(self, number: str) -> str | None:
        """The first month that was charged."""
        return await self._session.scalar(select(func.min(ChargeRow.period)).where(ChargeRow.contract_number == number))

    async def periods(self, number: str, periods: Sequence[str]) -> set[str]:
        """The months, of these, that are charged."""
        query = select(ChargeRow.period).where(ChargeRow.contract_number == number, ChargeRow.period.in_(periods))
        return set(await self._session.scalars(query))

    async def since(self, number: str, period: str) -> Sequence[tuple[ChargeRow, Any]]:
        """Charges of this month and the next hundred with what the supplier told, oldest first."""
        query = _with_body().where(ChargeRow.contract_number == number, ChargeRow.period >= period)
        rows = await self._session.execute(query.order_by(ChargeRow.period, ChargeRow.id).limit(100))
        return [(row[0], row[1]) for row in rows]

    async def bodies_of(self, number: str, period: str | None) -> Sequence[Any]:
        """What the supplier told of the charges of a month."""
        query = _with_body().where(ChargeRow.contract_number == number, ChargeRow.period == period)
        ordered = query.order_by(ChargeRow.posted_on, ChargeRow.id)
        return [row[1] for row in await self._session.execute(ordered)]


def _with_body() -> Select[ChargeRow, Any]:
    entry = (EntryRow.item_id == ChargeRow.id) & (EntryRow.revision == ChargeRow.revision)
    return select(ChargeRow, EntryRow.body).join(EntryRow, entry)


def _row(accepted: Accepted[Charge], due_on: date) -> dict[str, Any]:
    charge, previous = accepted.item, accepted.previous
    return {
        "id": charge.id,
        "contract_number": charge.contract_number,
        "source_id": charge.source_id,
        "revision": charge.revision,
        "fingerprint": charge.fingerprint,
        "period": charge.period,
        "posted_on": charge.posted_on,
        "due_on": due_on,
        "net": charge.net,
        "vat": charge.vat,
        "gross": charge.gross,
        "previous_gross": previous.amount if previous else None,
        "reason": charge.reason,
    }
