"""Contracts and whose they are."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.contract import RegisteredContract
from billing.storage.accounts import AccountRepository
from billing.storage.models import ContractRow

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
        await AccountRepository(self._session).open([one.number for one in contracts])

    async def get(self, number: str) -> ContractRow | None:
        """The contract, if it is registered."""
        return await self._session.get(ContractRow, number)
