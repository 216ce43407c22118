"""What operators look up in the registry."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.models import BindingAuditRow, ContractEmailRow, ContractRow

_MOST: Final = 50


class RegistrySearch:
    """Contracts by number or by an e-mail that stands in them, and what happened to their bindings."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_number(self, number: str) -> Sequence[ContractRow]:
        """None or one."""
        return (await self._session.scalars(select(ContractRow).where(ContractRow.number == number))).all()

    async def by_email(self, email: str) -> Sequence[ContractRow]:
        """The first 50 by number."""
        named = select(ContractEmailRow.contract_number).where(ContractEmailRow.email == email)
        query = select(ContractRow).where(ContractRow.number.in_(named)).order_by(ContractRow.number).limit(_MOST)
        return (await self._session.scalars(query)).all()

    async def emails_of(self, number: str) -> Sequence[str]:
        """In the order of the contract."""
        query = select(ContractEmailRow.email).where(ContractEmailRow.contract_number == number)
        return (await self._session.scalars(query.order_by(ContractEmailRow.position))).all()

    async def history_of(self, number: str) -> Sequence[BindingAuditRow]:
        """What happened to its bindings and members, the newest first."""
        query = select(BindingAuditRow).where(BindingAuditRow.contract_number == number)
        return (await self._session.scalars(query.order_by(BindingAuditRow.id.desc()).limit(200))).all()
