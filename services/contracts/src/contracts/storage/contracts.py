"""The registry of contracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, delete, exists, func, insert, literal_column, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from contracts.domain.contract import SupplyContract
from contracts.storage.models import ContractEmailRow, ContractRow

_REPLACED = (
    "revision",
    "party",
    "signed_on",
    "valid_until",
    "address",
    "price_category",
    "voltage_level",
    "max_power_kw",
    "manager",
    "delivery_points",
)


@dataclass(frozen=True)
class Written:
    """A contract that an upsert wrote; `previous_revision` is None for a new one."""

    number: str
    previous_revision: int | None


class ContractRepository:
    """Contracts and their e-mails."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write_newer(self, contracts: Sequence[SupplyContract]) -> list[Written]:
        """Write the contracts whose revision is higher than the kept one, and lock their rows.

        One of each number; in order of number, so that two writers wait instead of locking each other out.
        """
        write = upsert(ContractRow)
        newer = write.on_conflict_do_update(
            index_elements=[ContractRow.number],
            set_={**{name: write.excluded[name] for name in _REPLACED}, "updated_at": func.now()},
            where=ContractRow.revision < write.excluded.revision,
        )
        previous = literal_column("old.revision", BigInteger).label("previous_revision")
        values = [_values(contract) for contract in sorted(contracts, key=lambda contract: contract.number)]
        rows = await self._session.execute(newer.returning(ContractRow.number, previous), values)
        return [Written(row.number, row.previous_revision) for row in rows]

    async def replace_emails(self, contracts: Sequence[SupplyContract]) -> None:
        """Let the contracts have their e-mails and no other."""
        numbers = [contract.number for contract in contracts]
        await self._session.execute(delete(ContractEmailRow).where(ContractEmailRow.contract_number.in_(numbers)))
        rows = [
            {"contract_number": contract.number, "email": email, "position": position}
            for contract in contracts
            for position, email in enumerate(contract.emails)
        ]
        if rows:
            await self._session.execute(insert(ContractEmailRow), rows)

    async def lock(self, number: str) -> ContractRow | None:
        """The contract without its points, its row locked until the transaction ends: what is published then
        is in the order of commits, and its e-mails do not change meanwhile."""
        found = select(ContractRow).where(ContractRow.number == number).with_for_update(key_share=True)
        return await self._session.scalar(found)

    async def has_email(self, number: str, email: str) -> bool:
        """Whether the e-mail, in its normal form, stands in the contract."""
        pair = exists().where(ContractEmailRow.contract_number == number, ContractEmailRow.email == email)
        return bool(await self._session.scalar(select(pair)))

    async def party_name(self, number: str) -> str:
        """How the customer of a registered contract is called."""
        party = await self._session.scalar(select(ContractRow.party).where(ContractRow.number == number))
        return party.name if party else ""

    async def get(self, number: str) -> SupplyContract | None:
        """The whole contract."""
        row = await self._session.get(ContractRow, number, options=[undefer(ContractRow.delivery_points)])
        return None if row is None else _contract(row, await self._emails(number))

    async def _emails(self, number: str) -> list[str]:
        ordered = select(ContractEmailRow.email).order_by(ContractEmailRow.position)
        return list(await self._session.scalars(ordered.where(ContractEmailRow.contract_number == number)))


def _values(contract: SupplyContract) -> dict[str, Any]:
    return {"number": contract.number, **{name: getattr(contract, name) for name in _REPLACED}}


def _contract(row: ContractRow, emails: list[str]) -> SupplyContract:
    return SupplyContract(number=row.number, emails=emails, **{name: getattr(row, name) for name in _REPLACED})
