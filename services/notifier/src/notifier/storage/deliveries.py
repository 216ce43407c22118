"""The queue of letters and the history of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.outcomes import FINAL, State, Verdict
from notifier.storage.models import Account, Delivery

_STRAGGLERS = timedelta(days=30)  # no letter about a closed account becomes final later than that
_UNFINISHED = (State.QUEUED, State.SENDING)


class QueueSize(NamedTuple):
    """Letters that wait or are being sent, and how long the oldest has waited."""

    depth: int
    oldest_seconds: float


class Deliveries:
    """Letters by delivery id, UUIDv7, so that the order of ids is the order of time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *, after: timedelta = timedelta(0), **columns: object) -> bool:
        """Queue a letter, not to be tried before `after`; False when this event has already queued it to this
        address."""
        statement = insert(Delivery).values(due_at=func.now() + after, **columns).on_conflict_do_nothing()
        return await self._changed(statement) > 0

    async def waiting(self, kind: str, contract_number: str, user_id: UUID) -> Delivery | None:
        """The letter of this kind that has not been tried yet, locked, so that it is not until we are done."""
        found = (
            select(Delivery)
            .where(Delivery.contract_number == contract_number, Delivery.kind == kind, Delivery.user_id == user_id)
            .where(Delivery.state == State.QUEUED, Delivery.attempt == 0)
            .order_by(Delivery.id)
            .limit(1)
            .with_for_update()
        )
        return (await self._session.scalars(found)).one_or_none()

    async def rewrite(
        self,
        delivery_id: UUID,
        facts: Mapping[str, Any],
        *,
        expires_at: datetime | None,
        after: timedelta,
        longest: timedelta,
    ) -> None:
        """More to tell in a letter that waits: it waits for `after` again, but in all no longer than `longest`."""
        due_at = func.least(func.now() + after, Delivery.created_at + longest)
        statement = update(Delivery).where(Delivery.id == delivery_id)
        await self._session.execute(statement.values(facts=dict(facts), expires_at=expires_at, due_at=due_at))

    async def withdraw(self, delivery_id: UUID) -> None:
        """There is nothing to tell any more."""
        await self._session.execute(delete(Delivery).where(Delivery.id == delivery_id))

    async def readdress(self, delivery_id: UUID, email: str) -> None:
        """The addressee has another address now."""
        await self._session.execute(update(Delivery).where(Delivery.id == delivery_id).values(email=email))

    async def claim(self, *, lease: timedelta, busy: Collection[str], mine: Collection[UUID]) -> Delivery | None:
        """Take the letter that has waited longest and record the try, so that nobody else takes it
        during `lease`. Passes over the domains in `busy` and the letters in `mine`."""
        due = (
            select(Delivery.id)
            .where(Delivery.state.in_(_UNFINISHED), Delivery.due_at <= func.now())
            .where(Delivery.domain.not_in(busy), Delivery.id.not_in(mine))
            .order_by(Delivery.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            update(Delivery)
            .where(Delivery.id == due)
            .values(state=State.SENDING, attempt=Delivery.attempt + 1, due_at=func.now() + lease)
            .returning(Delivery)
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def renew(self, ids: Collection[UUID], *, lease: timedelta) -> None:
        """The sender of these letters is alive."""
        statement = update(Delivery).where(Delivery.id.in_(ids), Delivery.state == State.SENDING)
        await self._session.execute(statement.values(due_at=func.now() + lease))

    async def settle(self, delivery_id: UUID, attempt: int, verdict: Verdict, now: datetime) -> bool:
        """Write down how the try ended; False when another sender has taken the letter meanwhile."""
        statement = (
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.attempt == attempt, Delivery.state == State.SENDING)
            .values(state=verdict.state, reason=verdict.reason)
        )
        if verdict.state in FINAL:
            statement = statement.values(finished_at=now, facts={})
        else:
            statement = statement.values(due_at=verdict.due_at)
        return await self._changed(statement) > 0

    async def page(self, user_id: UUID, email: str, *, before: UUID | None, limit: int) -> Sequence[Delivery]:
        """A user's letters to this address, newest first."""
        statement = select(Delivery).where(Delivery.user_id == user_id, func.lower(Delivery.email) == email.lower())
        if before is not None:
            statement = statement.where(Delivery.id < before)
        return (await self._session.scalars(statement.order_by(Delivery.id.desc()).limit(limit))).all()

    async def kill_links(self, user_id: UUID) -> None:
        """Letters with a link of an account that is no more need not go."""
        statement = update(Delivery).where(
            Delivery.user_id == user_id, Delivery.state == State.QUEUED, Delivery.link_id.is_not(None)
        )
        await self._session.execute(statement.values(expires_at=func.now(), due_at=func.now()))

    async def erase_closed(self, limit: int) -> int:
        """Forget the addresses in finished letters about closed accounts; how many."""
        closed = select(Account.user_id).where(Account.closed_at > func.now() - _STRAGGLERS)
        found = (
            select(Delivery.id)
            .where(Delivery.user_id.in_(closed), Delivery.state.in_(FINAL))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        erased = update(Delivery).where(Delivery.id.in_(found)).values(email="", facts={}, user_id=None)
        return await self._changed(erased)

    async def prune(self, older_than: timedelta, limit: int) -> int:
        """Delete letters that ended long ago; how many."""
        found = select(Delivery.id).where(Delivery.finished_at < func.now() - older_than).limit(limit)
        return await self._changed(delete(Delivery).where(Delivery.id.in_(found)))

    async def size(self) -> QueueSize:
        """How long the queue is."""
        oldest = func.extract("epoch", func.now() - func.min(Delivery.created_at))
        statement = select(func.count(), func.coalesce(oldest, 0)).where(Delivery.state.in_(_UNFINISHED))
        depth, seconds = (await self._session.execute(statement)).one()
        return QueueSize(depth, float(seconds))

    async def _changed(self, statement: object) -> int:
        result = await self._session.execute(statement)  # type: ignore[call-overload]
        assert isinstance(result, CursorResult)
        return result.rowcount
