"""Who is the caller for this contract?"""

from dataclasses import dataclass
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from contracts.domain.roles import Role
from contracts.errors import OwnerOnly
from contracts.storage.bindings import BindingRepository
from contracts.storage.member_models import MemberRow
from contracts.storage.members import MemberRepository
from contracts.storage.models import BindingRow


@dataclass(frozen=True)
class Access:
    """The binding by which the contract stands in an account, and the caller's membership if he is not the owner."""

    binding: BindingRow
    member: MemberRow | None

    @property
    def role(self) -> Role:
        """What the caller is."""
        return self.member.role if self.member else "owner"

    def require_owner(self) -> None:
        """Raises OwnerOnly for everybody else."""
        if self.member is not None:
            raise OwnerOnly(self.role)


async def find_access(session: AsyncSession, user_id: UUID, number: str) -> Access:
    """Raises NotFound for a contract that the caller does not see, whether or not it exists."""
    binding = await BindingRepository(session).active_of_contract(number)
    if binding is None:
        raise NotFound
    if binding.user_id == user_id:
        return Access(binding, None)
    member = await MemberRepository(session).active(user_id, number)
    if member is None:
        raise NotFound
    return Access(binding, member)
