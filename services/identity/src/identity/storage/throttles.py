"""Counters of what may not happen too often. In the database: the API runs in several processes."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from identity.domain.throttling import FORGET_WRONG_TRIES_AFTER, Budget, delay_after
from identity.storage.models import Throttle

NO_WAIT = timedelta(0)


class Throttles:
    """Two kinds of counters: within a window (`take`, `wait`), and in a row (`wrong`, `wait_in_row`)."""

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

    async def wait(self, kind: str, subject: str, budget: Budget) -> timedelta:
        """How long until `take` would be within the budget again. Counts nothing."""
        now = datetime.now(UTC)
        row = await self._session.get(Throttle, _key(kind, subject, ""), populate_existing=True)
        used_up = row is not None and row.since > now - budget.window and row.count >= budget.limit
        return row.since + budget.window - now if row is not None and used_up else NO_WAIT

    async def wait_in_row(self, kind: str, subject: str, address: str = "", *, lock: bool = False) -> timedelta:
        """How long until another try is taken, after the wrong ones so far. With `lock` nobody counts meanwhile."""
        key = _key(kind, subject, address)
        row = await self._session.get(Throttle, key, with_for_update=lock, populate_existing=True)
        return max(row.last_at + delay_after(row.count) - datetime.now(UTC), NO_WAIT) if row else NO_WAIT

    async def wrong(self, kind: str, subject: str, address: str = "") -> int:
        """Count one more wrong try; how many there were in a row."""
        now = datetime.now(UTC)
        stale = Throttle.last_at <= now - FORGET_WRONG_TRIES_AFTER
        values = _row(kind, subject, address, count=1, since=now, last_at=now)
        changed = {"count": case((stale, 1), else_=Throttle.count + 1), "last_at": now}
        upsert = insert(Throttle).values(values).on_conflict_do_update(constraint="pk_throttles", set_=changed)
        return (await self._session.execute(upsert.returning(Throttle.count))).scalar_one()

    async def forget(self, kind: str, subject: str, address: str | None = None) -> None:
        """Start again from none: at one address, or (None) at all of them."""
        query = delete(Throttle).where(Throttle.kind == kind, Throttle.subject == _digest(subject))
        if address is not None:
            query = query.where(Throttle.address == address)
        await self._session.execute(query)

    async def prune(self, *, untouched_since: datetime) -> None:
        """Forget counters that no longer hold anybody back."""
        await self._session.execute(delete(Throttle).where(Throttle.last_at < untouched_since))


def _digest(subject: str) -> bytes:
    return sha256(subject.encode()).digest()


def _key(kind: str, subject: str, address: str) -> tuple[str, bytes, str]:
    return kind, _digest(subject), address


def _row(kind: str, subject: str, address: str, **values: object) -> dict[str, object]:
    return {"kind": kind, "subject": _digest(subject), "address": address, **values}
