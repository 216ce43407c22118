"""Metering's own queue, for the metrics and for the operators' page."""

from typing import Any, Final

from chassis.database import AsyncSession
from prometheus_client import Gauge

from metering.storage.overview import imports_waiting

IMPORTS: Final = Gauge("metering_imports_waiting", "Imports that wait for a worker or are in its hands")
OLDEST: Final = Gauge("metering_imports_oldest_seconds", "Age of the oldest of them")


async def tell_work(session: AsyncSession) -> dict[str, Any]:
    """What waits."""
    return {"imports_waiting": (await imports_waiting(session))._asdict()}


async def watch_work(session: AsyncSession) -> None:
    """Take one sample for the metrics."""
    waiting = await imports_waiting(session)
    IMPORTS.set(waiting.imports)
    OLDEST.set(waiting.oldest_seconds)
