"""Whose contract it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.storage.models import Account, Binding


@dataclass(frozen=True, slots=True)
class Holder:
    """The account that holds a contract, and where its letters go."""

    user_id: UUID
    email: str


class Holders:
    """Bindings as contracts tells them, a row each. Start and end of one may come in any order: an end stays an end."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, binding_id: UUID, contract_number: str, user_id: UUID, *, at: datetime) -> None:
        """The account holds the contract, unless the end has been told already."""
        await self._write(binding_id, contract_number, user_id, bound_at=at)

    async def end(self, binding_id: UUID, contract_number: str, user_id: UUID, *, at: datetime) -> None:
        """The account holds the contract no more."""
        await self._write(binding_id, contract_number, user_id, unbound_at=at)

    async def of(self, contract_numbers: Collection[str]) -> Mapping[str, Holder]:
        """The holders of these contracts; without those that nobody holds or whose account is closed."""
        held = (
            select(Binding.contract_number, Binding.user_id, Account.email)
            .join(Account, Account.user_id == Binding.user_id)
            .where(Binding.contract_number.in_(contract_numbers), Binding.active())
            .order_by(Binding.bound_at)  # while a contract changes hands, the newest counts
        )
        rows = await self._session.execute(held)
        return {number: Holder(user_id, email) for number, user_id, email in rows if email is not None}

    async def _write(self, binding_id: UUID, contract_number: str, user_id: UUID, **instant: datetime) -> None:
        row = {"id": binding_id, "contract_number": contract_number, "user_id": user_id, **instant}
        await self._session.execute(
            insert(Binding).values(row).on_conflict_do_update(index_elements=[Binding.id], set_=instant)
        )
