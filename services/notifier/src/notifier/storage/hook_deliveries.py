"""What is sent to webhooks, and the log of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.webhooks import KINDS, TEST, SendState
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.storage.models import Binding

_LOGGED_TRIES = 30


class HookQueue(NamedTuple):
    """Messages that are due for active webhooks, and how long the oldest has been."""

    depth: int
    oldest_seconds: float


class HookDeliveries:
    """By id, UUIDv7, so that the order of ids is the order of time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, rows: Sequence[Mapping[str, object]]) -> Collection[UUID]:
        """Queue these; the webhooks that got something they did not have."""
        new = insert(HookDelivery).values([dict(row) for row in rows]).on_conflict_do_nothing()
        return set(await self._session.scalars(new.returning(HookDelivery.webhook_id)))

    async def begin(self, webhook_id: UUID) -> HookDelivery | None:
        """The webhook's next delivery, with the try written down."""
        due = (
            select(HookDelivery.id)
            .where(HookDelivery.webhook_id == webhook_id, HookDelivery.state == SendState.PENDING)
            .where(HookDelivery.due_at <= func.now())
            .order_by(HookDelivery.due_at, HookDelivery.id)
            .limit(1)
            .scalar_subquery()
        )
        statement = update(HookDelivery).where(HookDelivery.id == due).values(attempt=HookDelivery.attempt + 1)
        return (await self._session.scalars(statement.returning(HookDelivery))).one_or_none()

    async def settle(
        self,
        delivery: HookDelivery,
        *,
        state: SendState,
        due_at: datetime | None,
        tried: Mapping[str, Any] | None,
        now: datetime,
    ) -> None:
        """Write down how the try ended. One that was replayed meanwhile stays as it is, but for the log."""
        values: dict[str, Any] = {}
        if tried is not None:
            values["attempts"] = [*delivery.attempts, tried][-_LOGGED_TRIES:]
        values |= {"state": state, "due_at": due_at or HookDelivery.due_at}
        if state is not SendState.PENDING:
            values["finished_at"] = now
        await self._session.execute(
            update(HookDelivery)
            .where(HookDelivery.id == delivery.id, HookDelivery.attempt == delivery.attempt)
            .where(HookDelivery.state == SendState.PENDING)
            .values(values)
        )

    async def page(
        self, webhook: Webhook, *, state: SendState | None, before: UUID | None, limit: int
    ) -> Sequence[HookDelivery]:
        """The log, newest first: of contracts that the user may see, by his role, at this moment."""
        found = select(HookDelivery).where(HookDelivery.webhook_id == webhook.id, _visible_to(webhook.user_id))
        if state is not None:
            found = found.where(HookDelivery.state == state)
        if before is not None:
            found = found.where(HookDelivery.id < before)
        return (await self._session.scalars(found.order_by(HookDelivery.id.desc()).limit(limit))).all()

    async def find(self, webhook: Webhook, delivery_id: UUID, *, lock: bool = False) -> HookDelivery | None:
        """One of the log."""
        found = select(HookDelivery).where(HookDelivery.webhook_id == webhook.id, HookDelivery.id == delivery_id)
        found = found.where(_visible_to(webhook.user_id))
        return await self._session.scalar(found.with_for_update() if lock else found)

    async def replay(self, delivery_id: UUID) -> HookDelivery:
        """Send it again, now, with all its tries before it."""
        statement = update(HookDelivery).where(HookDelivery.id == delivery_id)
        statement = statement.values(
            state=SendState.PENDING, attempt=0, due_at=func.now(), replayed_at=func.now(), finished_at=None
        )
        return (await self._session.scalars(statement.returning(HookDelivery))).one()

    async def tests_since(self, user_id: UUID, since: datetime) -> int:
        """How many tests the user has asked for."""
        found = select(func.count()).select_from(HookDelivery).join(Webhook, Webhook.id == HookDelivery.webhook_id)
        found = found.where(Webhook.user_id == user_id, HookDelivery.type == TEST, HookDelivery.created_at >= since)
        return await self._session.scalar(found) or 0

    async def prune(self, older_than: timedelta, limit: int) -> int:
        """Delete what ended long ago, and what has waited for a paused webhook for so long; how many."""
        ended = HookDelivery.finished_at < func.now() - older_than
        waited = and_(HookDelivery.finished_at.is_(None), HookDelivery.created_at < func.now() - older_than)
        found = select(HookDelivery.id).where(or_(ended, waited)).limit(limit)
        result = await self._session.execute(delete(HookDelivery).where(HookDelivery.id.in_(found)))
        assert isinstance(result, CursorResult)
        return result.rowcount

    async def size(self) -> HookQueue:
        """How much is due for active webhooks: what waits for a paused one, or for its next try, is not."""
        oldest = func.coalesce(func.extract("epoch", func.now() - func.min(HookDelivery.due_at)), 0)
        found = select(func.count(), oldest).join(Webhook, Webhook.id == HookDelivery.webhook_id)
        found = found.where(HookDelivery.state == SendState.PENDING, HookDelivery.due_at <= func.now())
        depth, seconds = (await self._session.execute(found.where(Webhook.state == "active"))).one()
        return HookQueue(depth, float(seconds))


def _visible_to(user_id: UUID) -> ColumnElement[bool]:
    """Tests, farewells, and what his role in the contract lets him see now."""
    without_contract = HookDelivery.type.in_([TEST, *(kind.type for kind in KINDS.values() if kind.to_former)])
    by_roles: dict[frozenset[str], list[str]] = {}
    for kind in KINDS.values():
        by_roles.setdefault(kind.roles, []).append(kind.type)
    seen = [and_(HookDelivery.type.in_(types), Binding.role.in_(roles)) for roles, types in by_roles.items()]
    bound = select(Binding.id).where(
        Binding.user_id == user_id,
        Binding.contract_number == HookDelivery.contract_number,
        Binding.active(),
        or_(*seen),
    )
    return or_(without_contract, bound.exists())
