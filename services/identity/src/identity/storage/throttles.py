"""Counters of what may not happen too often. In the database: the API runs in several processes."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Text, bindparam, case, delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from identity.domain.throttling import FORGET_WRONG_TRIES_AFTER, NO_WAIT, Budget, wait_in_row, wait_in_window
from identity.storage.models import Throttle, table_of

_table = table_of(Throttle)
_FORGET = (
    delete(_table)
    .where(_table.c.kind == bindparam("of_kind"), _table.c.subject == bindparam("of_subject"))
    .where(_table.c.address == func.coalesce(bindparam("at_address", type_=Text), _table.c.address))
    .returning(_table.c.count, _table.c.last_at)
)


class Throttles:
    """Two kinds of counters: within a window (`take`, `wait_in_window`), and in a row (the others)."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, kind: str, subject: str, budget: Budget) -> timedelta:
        """Count one more in the window; how long to wait for the next window if that is one too many."""
        now = datetime.now(UTC)
        fresh = Throttle.since <= now - budget.window
        values = _row(kind, subject, "", count=1, since=now, last_at=now)
        changed = {
            "count": case((fresh, 1), else_=Throttle.count + 1),
            "since": case((fresh, now), else_=Throttle.since),
            "last_at": now,
        }
        upsert = insert(Throttle).values(values).on_conflict_do_update(constraint="pk_throttles", set_=changed)
        count, since = (await self._session.execute(upsert.returning(Throttle.count, Throttle.since))).one()
        return since + budget.window - now if count > budget.limit else NO_WAIT

    async def wait_in_window(self, kind: str, subject: str, budget: Budget) -> timedelta:
        """How long until one more is within the budget."""
        row = await self._session.get(Throttle, (kind, _digest(subject), ""), populate_existing=True)
        return wait_in_window(row.count, row.since, budget, datetime.now(UTC)) if row else NO_WAIT

    async def wait_in_row(self, kind: str, subject: str) -> timedelta:
        """How long until another try is taken, after the wrong ones so far."""
        row = await self._session.get(Throttle, (kind, _digest(subject), ""), populate_existing=True)
        return wait_in_row(row.count, row.last_at, datetime.now(UTC)) if row else NO_WAIT

    async def wrong(self, kind: str, subject: str, address: str = "") -> int:
        """Count one more wrong try; how many there were in a row."""
        now = datetime.now(UTC)
        stale = Throttle.last_at <= now - FORGET_WRONG_TRIES_AFTER
        values = _row(kind, subject, address, count=1, since=now, last_at=now)
        changed = {"count": case((stale, 1), else_=Throttle.count + 1), "last_at": now}
        upsert = insert(Throttle).values(values).on_conflict_do_update(constraint="pk_throttles", set_=changed)
        return (await self._session.execute(upsert.returning(Throttle.count))).scalar_one()

    async def forget(self, kind: str, subject: str, address: str | None = None) -> timedelta:
        """Start again from none: at one address, or (None) at all of them. How long one had to wait until now."""
        values = {"of_kind": kind, "of_subject": _digest(subject), "at_address": address}
        forgotten = await self._session.execute(_FORGET, values)
        now = datetime.now(UTC)
        return max((wait_in_row(count, last_at, now) for count, last_at in forgotten), default=NO_WAIT)

    async def prune(self, *, untouched_since: datetime) -> None:
        """Forget counters that no longer hold anybody back."""
        await self._session.execute(delete(Throttle).where(Throttle.last_at < untouched_since))


def _digest(subject: str) -> bytes:
    return sha256(subject.encode()).digest()


def _row(kind: str, subject: str, address: str, **values: object) -> dict[str, object]:
    return {"kind": kind, "subject": _digest(subject), "address": address, **values}
