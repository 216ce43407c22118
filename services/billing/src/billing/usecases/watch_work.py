"""Billing's own queues and the freshness of the feed, for the metrics and for the operators' page."""

from typing import Any, Final

from chassis.database import AsyncSession
from prometheus_client import Gauge

from billing.storage.overview import OverviewRepository

EXPORTS: Final = Gauge("billing_exports_waiting", "Exports not made yet", ["state"])
NEWEST_CHARGE: Final = Gauge(
    "billing_newest_charge_timestamp_seconds", "When the supplier last told a new charge, Unix time; 0 = never"
)


async def tell_work(session: AsyncSession) -> dict[str, Any]:
    """What waits, and the newest charge of the feed."""
    work = OverviewRepository(session)
    newest = await work.newest_charge()
    feed = None if newest is None else {"newest_charge_at": newest[0], "newest_period": newest[1]}
    return {"exports_waiting": await work.exports_waiting(), "feed": feed}


async def watch_work(session: AsyncSession) -> None:
    """Take one sample for the metrics."""
    work = OverviewRepository(session)
    waiting = await work.exports_waiting()
    for state in ("queued", "running"):
        EXPORTS.labels(state).set(waiting.get(state, 0))
    newest = await work.newest_charge()
    NEWEST_CHARGE.set(newest[0].timestamp() if newest else 0)
