"""The page of a contract."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from contracts.domain.contract import SupplyContract
from contracts.domain.roles import Role
from contracts.storage.contracts import ContractRepository
from contracts.storage.labels import Labels
from contracts.usecases.find_access import find_access
from contracts.usecases.list_members import Member, members_of


@dataclass(frozen=True)
class ContractView:
    """Everything the page of a contract shows to whoever sees it. `members` are those who joined."""

    contract: SupplyContract
    bound_at: datetime
    role: Role
    label: str | None
    members: list[Member]


async def view_contract(session: AsyncSession, user_id: UUID, number: str, now: datetime) -> ContractView:
    """Raises NotFound for a contract that the caller does not see, whether or not it exists."""
    access = await find_access(session, user_id, number)
    contract = await ContractRepository(session).get(number)
    since = access.member.joined_at if access.member else access.binding.bound_at
    if contract is None or since is None:
        raise NotFound
    members = [one for one in await members_of(session, access, user_id, now) if one.state == "active"]
    return ContractView(contract, since, access.role, await Labels(session).get(user_id, number), members)
