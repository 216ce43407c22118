"""The page of a contract."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from contracts.domain.contract import SupplyContract
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.users import UserRepository


@dataclass(frozen=True)
class Member:
    """Who sees the contract, and as what."""

    name: str | None
    email: str | None
    role: str = "owner"


@dataclass(frozen=True)
class ContractView:
    """Everything the page of a contract shows to its owner."""

    contract: SupplyContract
    bound_at: datetime
    role: str
    members: list[Member]


async def view_contract(session: AsyncSession, user_id: UUID, number: str) -> ContractView:
    """Raises NotFound for a contract that is not the caller's, whether or not it exists."""
    binding = await BindingRepository(session).active_of_contract(number)
    if binding is None or binding.bound_at is None or binding.user_id != user_id:
        raise NotFound
    contract = await ContractRepository(session).get(number)
    if contract is None:
        raise NotFound
    name, email = await UserRepository(session).name_and_email_of(binding)
    return ContractView(contract, binding.bound_at, "owner", [Member(name, email)])
