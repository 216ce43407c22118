"""The ledger: entries are appended, never changed. The balance of an account is their sum."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.items import BillingItem
from billing.domain.revisions import Accepted
from billing.storage.copying import copy_rows
from billing.storage.ledger_models import AccountRow, EntryRow

_NAMES: Final = ("item_id", "revision", "contract_number", "amount", "body")


class LedgerRepository:
    """Entries of accounts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def append(self, accepted: Sequence[Accepted[Any]]) -> None:
        """One entry per revision, with what it changes in the balance."""
        rows = (_row(one.item, one.difference) for one in accepted)
        await copy_rows(self._session, EntryRow.__tablename__, _NAMES, rows)

    async def differing(self, limit: int = 100) -> Sequence[tuple[str, Decimal, Decimal]]:
        """Contracts whose balance is not the sum of their entries: number, balance, sum. There must be none."""
        sums = select(EntryRow.contract_number, func.sum(EntryRow.amount).label("amount"))
        entries = sums.group_by(EntryRow.contract_number).subquery()
        balance, total = AccountRow.charged - AccountRow.paid, func.coalesce(entries.c.amount, 0)
        query = (
            select(AccountRow.contract_number, balance, total)
            .outerjoin(entries, entries.c.contract_number == AccountRow.contract_number)
            .where(balance != total)
            .limit(limit)
        )
        return [(row[0], row[1], row[2]) for row in await self._session.execute(query)]


def _row(item: BillingItem, difference: Decimal) -> dict[str, Any]:
    return {
        "item_id": item.id,
        "revision": item.revision,
        "contract_number": item.contract_number,
        "amount": difference,
        "body": item.body,
    }
