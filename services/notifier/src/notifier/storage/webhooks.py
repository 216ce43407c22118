"""Webhooks of users, and whose turn it is to be sent to."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.webhooks import HookState, SendState
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.storage.models import Binding


class Listener(NamedTuple):
    """A webhook whose user sees this contract with this role."""

    webhook_id: UUID
    user_id: UUID
    events: Sequence[str]
    contract_numbers: Sequence[str] | None
    created_at: datetime
    contract_number: str | None
    role: str | None


_LISTENER = (Webhook.id, Webhook.user_id, Webhook.events, Webhook.contract_numbers, Webhook.created_at)


class Webhooks:
    """By id, UUIDv7, so that the order of ids is the order of time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, webhook: Webhook) -> None:
        """A new one."""
        self._session.add(webhook)
        await self._session.flush()

    async def lock_user(self, user_id: UUID) -> None:
        """Nobody else adds to this user's until we are done."""
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"webhooks:{user_id}", 0))))

    async def of(self, user_id: UUID) -> Sequence[Webhook]:
        """The user's, oldest first."""
        return (
            await self._session.scalars(select(Webhook).where(Webhook.user_id == user_id).order_by(Webhook.id))
        ).all()

    async def find(self, webhook_id: UUID, user_id: UUID, *, lock: bool = False) -> Webhook | None:
        """The user's webhook with this id."""
        found = select(Webhook).where(Webhook.id == webhook_id, Webhook.user_id == user_id)
        return await self._session.scalar(found.with_for_update() if lock else found)

    async def remove(self, webhook_id: UUID) -> None:
        """With everything that was sent to it."""
        await self._session.execute(delete(Webhook).where(Webhook.id == webhook_id))

    async def forget(self, user_id: UUID) -> None:
        """The user has gone."""
        await self._session.execute(delete(Webhook).where(Webhook.user_id == user_id))

    async def seen_by(self, user_id: UUID) -> dict[str, str]:
        """The contracts that the user sees, with his role in each."""
        rows = await self._session.execute(
            select(Binding.contract_number, Binding.role).where(Binding.user_id == user_id, Binding.active())
        )
        return {row.contract_number: row.role for row in rows}

    async def role_in(self, user_id: UUID, contract_number: str) -> str | None:
        """The user's role in the contract now, or None: he does not see it."""
        return await self._session.scalar(
            select(Binding.role)
            .where(Binding.user_id == user_id, Binding.contract_number == contract_number, Binding.active())
            .limit(1)
        )

    async def listeners(self, contract_numbers: Collection[str]) -> Sequence[Listener]:
        """The webhooks of everybody who sees one of these contracts, a row for each contract."""
        seen = (
            select(*_LISTENER, Binding.contract_number, Binding.role)
            .join(Binding, Binding.user_id == Webhook.user_id)
            .where(Binding.contract_number.in_(contract_numbers), Binding.active())
        )
        return [Listener(*row) for row in await self._session.execute(seen)]

    async def listeners_of(self, user_ids: Collection[UUID]) -> Sequence[Listener]:
        """The webhooks of these users, whatever they see."""
        found = select(*_LISTENER).where(Webhook.user_id.in_(user_ids))
        return [Listener(*row, None, None) for row in await self._session.execute(found)]

    async def wake(self, webhook_ids: Collection[UUID]) -> None:
        """Something waits for them. In the order of ids, so that two who wake many do not wait for each other."""
        locked = select(Webhook.id).where(Webhook.id.in_(webhook_ids)).order_by(Webhook.id).with_for_update()
        await self._session.execute(locked)
        due = func.least(Webhook.due_at, func.now())  # of NULL and a moment it is the moment
        await self._session.execute(update(Webhook).where(Webhook.id.in_(webhook_ids)).values(due_at=due))

    async def claim(self, *, lease: timedelta, slow_too: bool, mine: Collection[UUID]) -> Webhook | None:
        """Take the webhook that has waited longest: nobody else sends to it during the lease."""
        due = (
            select(Webhook.id)
            .where(Webhook.state == HookState.ACTIVE, Webhook.due_at <= func.now(), Webhook.id.not_in(mine))
            .where(_passed(Webhook.leased_until), _passed(Webhook.rest_until))
            .order_by(Webhook.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if not slow_too:
            due = due.where(Webhook.is_slow.is_(False))
        taken = update(Webhook).where(Webhook.id == due.scalar_subquery()).values(leased_until=func.now() + lease)
        return (await self._session.scalars(taken.returning(Webhook))).one_or_none()

    async def lock_claimed(self, claimed: Webhook) -> Webhook | None:
        """The webhook as it is now, unless it is gone or its lease has passed to another."""
        found = select(Webhook).where(Webhook.id == claimed.id, Webhook.leased_until == claimed.leased_until)
        return await self._session.scalar(found.with_for_update().execution_options(populate_existing=True))

    async def release(self, webhook_id: UUID, **fares: object) -> None:
        """The try is over, and this is how the webhook fares. Whoever calls has locked the row in a statement before,
        so that what was queued meanwhile is counted in."""
        next_due = (
            select(func.min(HookDelivery.due_at))
            .where(HookDelivery.webhook_id == webhook_id, HookDelivery.state == SendState.PENDING)
            .scalar_subquery()
        )
        statement = update(Webhook).where(Webhook.id == webhook_id)
        await self._session.execute(statement.values(leased_until=None, due_at=next_due, **fares))


def _passed(moment: ColumnElement[datetime | None] | object) -> ColumnElement[bool]:
    column: ColumnElement[datetime | None] = moment  # type: ignore[assignment]
    return or_(column.is_(None), column <= func.now())
