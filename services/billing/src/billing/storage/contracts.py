"""Contracts and whose they are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.contract import RegisteredContract
from billing.storage.models import BindingRow, ContractRow

_KEPT = ("revision", "customer_kind", "party_name", "inn", "kpp", "address")


class ContractRepository:
    """What the registry told, guarded by its revision."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write_newer(self, contracts: Sequence[RegisteredContract]) -> None:
        """Write contracts whose revision is higher than the kept one."""
        rows = [{"number": one.number, **{name: getattr(one, name) for name in _KEPT}} for one in contracts]
        write = insert(ContractRow)
        newer = write.on_conflict_do_update(
            index_elements=[ContractRow.number],
            set_={name: write.excluded[name] for name in _KEPT},
            where=ContractRow.revision < write.excluded.revision,
        )
        await self._session.execute(newer, rows)

    async def party_names(self, user_id: UUID) -> dict[str, str]:
        """The contracts in the user's account with their customers, in order of number.

        A binding may be told before its contract is; the name is empty until then.
        """
        name = func.coalesce(ContractRow.party_name, "")
        found = (
            select(BindingRow.contract_number, name)
            .outerjoin(ContractRow, ContractRow.number == BindingRow.contract_number)
            .where(BindingRow.user_id == user_id, BindingRow.active())
            .order_by(BindingRow.contract_number)
        )
        return {row[0]: row[1] for row in await self._session.execute(found)}
