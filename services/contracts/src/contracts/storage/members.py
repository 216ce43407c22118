"""Other users of contracts: invitations, memberships, and those that ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.member_models import MemberRow, MemberState
from contracts.storage.models import UserRow

_INVITED = MemberRow.state == MemberState.INVITED
_ACTIVE = MemberRow.state == MemberState.ACTIVE


class MemberRepository:
    """Members of contracts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, member: MemberRow) -> None:
        """Keep a new invitation."""
        self._session.add(member)

    async def open_of_binding(self, binding_id: UUID) -> list[MemberRow]:
        """Members and invitations, as they came; an invitation whose time is over may be among them."""
        found = select(MemberRow).where(MemberRow.binding_id == binding_id, _INVITED | _ACTIVE)
        return list(await self._session.scalars(found.order_by(MemberRow.id)))

    async def active(self, user_id: UUID, number: str) -> MemberRow | None:
        """The user's membership in the contract."""
        found = select(MemberRow).where(MemberRow.user_id == user_id, MemberRow.contract_number == number, _ACTIVE)
        return await self._session.scalar(found)

    async def by_link(self, link_id: UUID) -> MemberRow | None:
        """The invitation that the letter's link belongs to."""
        return await self._session.scalar(select(MemberRow).where(MemberRow.link_id == link_id))

    async def get_locked(self, member_id: UUID) -> MemberRow | None:
        """The row as it is now, locked."""
        return await self._session.get(MemberRow, member_id, with_for_update=True, populate_existing=True)

    async def current_names(self, members: Sequence[MemberRow]) -> dict[UUID, tuple[str | None, str | None]]:
        """How the users behind memberships are called and reached now, as far as identity has told."""
        ids = [member.user_id for member in members if member.user_id]
        rows = await self._session.execute(select(UserRow.id, UserRow.name, UserRow.email).where(UserRow.id.in_(ids)))
        return {row.id: (row.name, row.email) for row in rows}

    async def letters_to(self, email: str, since: datetime) -> int:
        """How many letters went to the address lately, whoever asked."""
        return await self._letters(MemberRow.email == email, since)

    async def letters_by(self, user_id: UUID, since: datetime) -> int:
        """How many letters one owner caused lately."""
        return await self._letters(MemberRow.invited_by == user_id, since)

    async def _letters(self, whose: ColumnElement[bool], since: datetime) -> int:
        counted = select(func.coalesce(func.sum(MemberRow.letters), 0)).where(whose, MemberRow.sent_at > since)
        return int(await self._session.scalar(counted) or 0)

    async def contract_numbers_of(self, user_id: UUID) -> list[str]:
        """Contracts in which the user is a member, in the order in which contracts are locked."""
        found = select(MemberRow.contract_number).where(MemberRow.user_id == user_id, _ACTIVE)
        return list(await self._session.scalars(found.order_by(MemberRow.contract_number)))

    async def expire(self, now: datetime, limit: int) -> list[MemberRow]:
        """Some of the invitations whose time is over."""
        due = select(MemberRow.id).where(_INVITED, MemberRow.expires_at <= now).limit(limit)
        over = MemberRow.id.in_(due.with_for_update(skip_locked=True))
        ended = update(MemberRow).where(_INVITED, over).values(state=MemberState.EXPIRED, ended_at=now)
        return list(await self._session.scalars(ended.returning(MemberRow)))

    async def erase_person(self, user_id: UUID) -> None:
        """Forget who joined."""
        his = update(MemberRow).where(MemberRow.user_id == user_id)
        await self._session.execute(his.values(email=None, name=None))

    async def prune(self, now: datetime, older_than: timedelta, limit: int) -> int:
        """Delete some that ended long ago; how many. The audit stays."""
        old = select(MemberRow.id).where(MemberRow.ended_at < now - older_than).limit(limit)
        deleted = delete(MemberRow).where(MemberRow.id.in_(old)).returning(MemberRow.id)
        return len((await self._session.scalars(deleted)).all())
