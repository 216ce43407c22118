"""Accounts: locked first, in order of number, then changed (never "read, then add" in one statement)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import ARRAY, Text, any_, bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.money import ZERO
from billing.storage.ledger_models import AccountRow
from billing.storage.models import ContractRow

_NUMBERS: Final = any_(bindparam("numbers", type_=ARRAY(Text)))
_LOCK: Final = (
    select(AccountRow.contract_number, AccountRow.settled_until, AccountRow.arrears, ContractRow.customer_kind)
    .join(ContractRow, ContractRow.number == AccountRow.contract_number)
    .where(AccountRow.contract_number == _NUMBERS)
    .order_by(AccountRow.contract_number)
    .with_for_update(key_share=True, of=AccountRow)
)
_ADD: Final = text("""
UPDATE accounts AS a SET charged = a.charged + d.charged, paid = a.paid + d.paid,
  last_gross = CASE WHEN d.period >= coalesce(a.last_period, '') THEN d.gross ELSE a.last_gross END,
  last_period = greatest(a.last_period, d.period)
FROM (SELECT unnest(CAST(:numbers AS text[])) AS number, unnest(CAST(:charged AS numeric[])) AS charged,
  unnest(CAST(:paid AS numeric[])) AS paid, unnest(CAST(:periods AS text[])) AS period,
  unnest(CAST(:grosses AS numeric[])) AS gross) AS d
WHERE a.contract_number = d.number
""")
_SETTLE: Final = text("""
UPDATE accounts AS a SET settled_until = d.settled_until, arrears = d.arrears, last_period = d.period,
  last_gross = d.gross
FROM (SELECT unnest(CAST(:numbers AS text[])) AS number, unnest(CAST(:settled AS date[])) AS settled_until,
  unnest(CAST(:arrears AS numeric[])) AS arrears, unnest(CAST(:periods AS text[])) AS period,
  unnest(CAST(:grosses AS numeric[])) AS gross) AS d
WHERE a.contract_number = d.number
""")


@dataclass(frozen=True, slots=True)
class Account:
    """A locked account: what decides whether its money must be allocated anew."""

    number: str
    settled_until: date
    arrears: Decimal
    customer_kind: str


@dataclass(slots=True)
class Change:
    """What is added to an account, and its newest charge among what is added."""

    charged: Decimal = ZERO
    paid: Decimal = ZERO
    period: str | None = None
    gross: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An account after its money was allocated anew."""

    number: str
    settled_until: date
    arrears: Decimal
    last_period: str | None
    last_gross: Decimal | None


class AccountRepository:
    """The accounts of registered contracts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, numbers: Sequence[str]) -> None:
        """A registered contract has an account."""
        rows = [{"contract_number": number} for number in numbers]
        await self._session.execute(insert(AccountRow).on_conflict_do_nothing(), rows)

    async def lock(self, numbers: Collection[str]) -> dict[str, Account]:
        """The accounts by number, locked until the transaction ends; a contract that is not registered has none."""
        rows = await self._session.execute(_LOCK, {"numbers": sorted(set(numbers))})
        return {row[0]: Account(*row) for row in rows}

    async def add(self, changes: Mapping[str, Change]) -> None:
        """Add to the totals. The accounts are locked."""
        if changes:
            columns = {
                "numbers": list(changes),
                "charged": [change.charged for change in changes.values()],
                "paid": [change.paid for change in changes.values()],
                "periods": [change.period for change in changes.values()],
                "grosses": [change.gross for change in changes.values()],
            }
            await self._session.execute(_ADD, columns)

    async def settle(self, accounts: Sequence[Settled]) -> None:
        """What follows from a new allocation. The accounts are locked."""
        if accounts:
            columns = {
                "numbers": [one.number for one in accounts],
                "settled": [one.settled_until for one in accounts],
                "arrears": [one.arrears for one in accounts],
                "periods": [one.last_period for one in accounts],
                "grosses": [one.last_gross for one in accounts],
            }
            await self._session.execute(_SETTLE, columns)

    async def get(self, number: str) -> AccountRow | None:
        """The account as it stands."""
        return await self._session.get(AccountRow, number)

    async def set_window(self, number: str, opens_at: datetime, closes_at: datetime) -> None:
        """The reading window that metering told last; an older one changes nothing."""
        window = {"window_opens_at": opens_at, "window_closes_at": closes_at}
        told = insert(AccountRow).values(contract_number=number, **window)
        known = AccountRow.window_closes_at
        later = told.on_conflict_do_update(
            index_elements=["contract_number"], set_=window, where=or_(known.is_(None), known < closes_at)
        )
        await self._session.execute(later)
