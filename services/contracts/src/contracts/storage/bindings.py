"""Bindings: requests, the active one of a contract, and those that ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.models import BindingRow, BindingState, ContractEmailRow

_PENDING = BindingRow.state == BindingState.PENDING
_ACTIVE = BindingRow.state == BindingState.ACTIVE
_NEVER_BOUND = (
    BindingState.REJECTED,
    BindingState.WITHDRAWN,
    BindingState.SUPERSEDED,
    BindingState.EXPIRED,
    BindingState.EMAIL_REMOVED,
)


class BindingRepository:
    """Bindings of contracts to accounts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def serialise(self, user_id: UUID) -> None:
        """Let requests of one user wait for each other until the transaction ends."""
        await self._session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:user_id, 0))"), {"user_id": str(user_id)}
        )

    def add(self, binding: BindingRow) -> None:
        """Keep a new request."""
        self._session.add(binding)

    async def pending_of_pair(self, user_id: UUID, number: str, email: str) -> BindingRow | None:
        """The open request of this user for this number with this e-mail."""
        same = (BindingRow.user_id == user_id, BindingRow.asked_number == number, BindingRow.email == email)
        return await self._session.scalar(select(BindingRow).where(*same, _PENDING))

    async def _unanswered(self, whose: ColumnElement[bool], since: datetime) -> int:
        """Requests that wait for an answer, and those made after `since` that ended without a binding."""
        recent = and_(BindingRow.state.in_(_NEVER_BOUND), BindingRow.requested_at > since)
        counted = select(func.count()).select_from(BindingRow).where(whose, or_(_PENDING, recent))
        return await self._session.scalar(counted) or 0

    async def unanswered_of_user(self, user_id: UUID, since: datetime) -> int:
        """How many requests of one account count against its limit."""
        return await self._unanswered(BindingRow.user_id == user_id, since)

    async def unanswered_to_email(self, email: str, since: datetime) -> int:
        """The same to one e-mail, by whomever, whether or not it stands in a contract."""
        return await self._unanswered(BindingRow.email == email, since)

    async def pending_of_user(self, user_id: UUID, now: datetime, after: UUID | None, limit: int) -> list[BindingRow]:
        """Open requests, newest first."""
        page = select(BindingRow).where(BindingRow.user_id == user_id, _PENDING, BindingRow.expires_at > now)
        if after is not None:
            page = page.where(BindingRow.id < after)
        return list(await self._session.scalars(page.order_by(BindingRow.id.desc()).limit(limit)))

    async def by_link(self, link_id: UUID) -> BindingRow | None:
        """The request that the letter's link belongs to."""
        return await self._session.scalar(select(BindingRow).where(BindingRow.link_id == link_id))

    async def get_locked(self, binding_id: UUID) -> BindingRow | None:
        """The binding as it is now, its row locked."""
        return await self._session.get(BindingRow, binding_id, with_for_update=True, populate_existing=True)

    async def active_of_contract(self, number: str) -> BindingRow | None:
        """The binding that holds the contract."""
        return await self._session.scalar(select(BindingRow).where(BindingRow.contract_number == number, _ACTIVE))

    async def contract_numbers_of(self, user_id: UUID) -> list[str]:
        """Everything the user holds, in the order in which contracts are locked."""
        held = select(BindingRow.asked_number).where(BindingRow.user_id == user_id, _ACTIVE)
        return list(await self._session.scalars(held.order_by(BindingRow.asked_number)))

    async def end_other_requests(self, winner: BindingRow, now: datetime) -> list[BindingRow]:
        """The same user's other open requests for the number have become needless."""
        others = (
            BindingRow.user_id == winner.user_id,
            BindingRow.asked_number == winner.asked_number,
            BindingRow.id != winner.id,
        )
        return await self._end_pending(BindingState.SUPERSEDED, now, *others)

    async def end_requests_without_email(self, numbers: Sequence[str], now: datetime) -> list[BindingRow]:
        """Open requests of these contracts whose e-mail stands in them no more."""
        pair = (
            ContractEmailRow.contract_number == BindingRow.contract_number,
            ContractEmailRow.email == BindingRow.email,
        )
        left = (BindingRow.contract_number.in_(numbers), ~exists().where(*pair))
        return await self._end_pending(BindingState.EMAIL_REMOVED, now, *left)

    async def end_requests_of_user(self, user_id: UUID, now: datetime) -> list[BindingRow]:
        """All open requests of a user who is gone."""
        return await self._end_pending(BindingState.WITHDRAWN, now, BindingRow.user_id == user_id)

    async def expire(self, now: datetime, limit: int) -> list[BindingRow]:
        """Some of the open requests whose time is over."""
        due = select(BindingRow.id).where(_PENDING, BindingRow.expires_at <= now).limit(limit)
        return await self._end_pending(
            BindingState.EXPIRED, now, BindingRow.id.in_(due.with_for_update(skip_locked=True))
        )

    async def _end_pending(self, state: BindingState, now: datetime, *where: ColumnElement[bool]) -> list[BindingRow]:
        ended = update(BindingRow).where(_PENDING, *where).values(state=state, ended_at=now).returning(BindingRow)
        return list(await self._session.scalars(ended))

    async def erase_person(self, user_id: UUID) -> None:
        """Forget who asked; the e-mails are the contracts' own."""
        his = update(BindingRow).where(BindingRow.user_id == user_id)
        await self._session.execute(his.values(asked_by_name=None, asked_by_email=None))

    async def prune(self, now: datetime, older_than: timedelta, limit: int) -> int:
        """Delete some old requests that never became bindings; how many."""
        old = select(BindingRow.id).where(BindingRow.state.in_(_NEVER_BOUND), BindingRow.ended_at < now - older_than)
        deleted = delete(BindingRow).where(BindingRow.id.in_(old.limit(limit))).returning(BindingRow.id)
        return len((await self._session.scalars(deleted)).all())
