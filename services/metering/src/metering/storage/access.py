"""Who may see which contract, and as what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.binding import Binding
from metering.storage.models import BindingRow


class AccessRepository:
    """Bindings and memberships as contracts tells them. What is told of one may come in any order: an end stays an end,
    and a role told since the start stays."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, binding: Binding, bound_at: datetime) -> None:
        """The account of the binding sees its contract, unless the end has been told already."""
        await self._write(binding, bound_at=bound_at)

    async def end(self, binding: Binding, unbound_at: datetime) -> None:
        """The user of the binding sees the contract no more."""
        await self._write(binding, unbound_at=unbound_at)

    async def role(self, user_id: UUID, number: str) -> str | None:
        """As what the user sees the contract now; None: not at all."""
        found = select(BindingRow.role).where(BindingRow.user_id == user_id, BindingRow.contract_number == number)
        return await self._session.scalar(found.where(BindingRow.active()).limit(1))

    async def give_role(self, binding: Binding) -> None:
        """The role of the binding is in force from now on."""
        await self._write(binding, role=binding.role)

    async def _write(self, binding: Binding, **told: datetime | str) -> None:
        row = {
            "id": binding.id,
            "contract_number": binding.contract_number,
            "user_id": binding.user_id,
            "role": binding.role,
            **told,
        }
        written = insert(BindingRow).values(row).on_conflict_do_update(index_elements=[BindingRow.id], set_=told)
        await self._session.execute(written)
