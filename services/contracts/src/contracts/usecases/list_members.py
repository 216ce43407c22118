"""Who sees a contract, and who is invited to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import AsyncSession

from contracts.domain.roles import Role
from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.members import MemberRepository
from contracts.storage.users import UserRepository
from contracts.usecases.find_access import Access, find_access


@dataclass(frozen=True)
class Member:
    """Somebody who sees the contract, or is invited to."""

    id: UUID
    name: str | None
    email: str | None
    role: Role
    state: Literal["active", "invited"]
    you: bool
    joined_at: datetime | None
    invited_at: datetime | None
    expires_at: datetime | None


async def list_members(session: AsyncSession, user_id: UUID, number: str, now: datetime) -> list[Member]:
    """Owner first; open invitations are the owner's to see. Raises NotFound."""
    return await members_of(session, await find_access(session, user_id, number), user_id, now)


async def members_of(session: AsyncSession, access: Access, user_id: UUID, now: datetime) -> list[Member]:
    """The same for a caller who is known already."""
    members = MemberRepository(session)
    rows = await members.open_of_binding(access.binding.id)
    names = await members.current_names(rows)
    shown = [row for row in rows if row.state == MemberState.ACTIVE or (access.member is None and row.is_open(now))]
    return [await _owner(session, access, user_id), *(_member(row, names, user_id) for row in shown)]


async def _owner(session: AsyncSession, access: Access, user_id: UUID) -> Member:
    binding = access.binding
    name, email = await UserRepository(session).name_and_email_of(binding)
    mine = binding.user_id == user_id
    return Member(binding.id, name, email, "owner", "active", mine, binding.bound_at, None, None)


def _member(row: MemberRow, names: dict[UUID, tuple[str | None, str | None]], user_id: UUID) -> Member:
    name, email = names.get(row.user_id, (None, None)) if row.user_id else (None, None)
    invited = row.state == MemberState.INVITED
    return Member(
        id=row.id,
        name=name or row.name,
        email=email or row.email,
        role=row.role,
        state="invited" if invited else "active",
        you=row.user_id == user_id,
        joined_at=row.joined_at,
        invited_at=row.invited_at,
        expires_at=row.expires_at if invited else None,
    )
