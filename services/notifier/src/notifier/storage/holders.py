"""Who sees a contract, and is told its news."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.storage.models import Account, Binding

OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who sees a contract, as what, and where his letters go."""

    user_id: UUID
    email: str
    role: str = OWNER


@dataclass(frozen=True, slots=True)
class Held:
    """A contract in somebody's sight: the owner's binding or a membership, by its id."""

    id: UUID
    contract_number: str
    user_id: UUID
    role: str = OWNER


class Holders:
    """Bindings and memberships as contracts tells them, a row each. What is told of one may come in any order: an end
    stays an end, and a role told since the start stays."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, held: Held, *, at: datetime) -> None:
        """He sees the contract, unless the end has been told already."""
        await self._write(held, bound_at=at)

    async def give_role(self, held: Held) -> None:
        """Another role is in force."""
        await self._write(held, role=held.role)

    async def end(self, held: Held, *, at: datetime) -> None:
        """He sees the contract no more."""
        await self._write(held, unbound_at=at)

    async def of(
        self, contract_numbers: Collection[str], roles: Collection[str] = (OWNER,)
    ) -> Mapping[str, Sequence[Holder]]:
        """Those who see these contracts with these roles; without contracts that nobody sees, and closed accounts."""
        held = (
            select(Binding.contract_number, Binding.user_id, Account.email, Binding.role)
            .join(Account, Account.user_id == Binding.user_id)
            .where(Binding.contract_number.in_(contract_numbers), Binding.active(), Binding.role.in_(roles))
            .order_by(Binding.bound_at)
        )
        found: dict[str, dict[UUID | str, Holder]] = defaultdict(dict)
        for number, user_id, email, role in await self._session.execute(held):
            if email is not None:
                # While a contract changes hands, the newest owner counts.
                found[number][OWNER if role == OWNER else user_id] = Holder(user_id, email, role)
        return {number: list(holders.values()) for number, holders in found.items()}

    async def _write(self, held: Held, **told: datetime | str) -> None:
        row = {
            "id": held.id,
            "contract_number": held.contract_number,
            "user_id": held.user_id,
            "role": held.role,
            **told,
        }
        await self._session.execute(
            insert(Binding).values(row).on_conflict_do_update(index_elements=[Binding.id], set_=told)
        )
