"""The queue of letters, for the operators' page."""

from typing import Any

from chassis.database import AsyncSession

from notifier.storage.deliveries import Deliveries


async def tell_work(session: AsyncSession) -> dict[str, Any]:
    """How many letters wait, and for how long the oldest has."""
    size = await Deliveries(session).size()
    return {"mail_queue": {"depth": size.depth, "oldest_seconds": round(size.oldest_seconds, 1)}}
