"""What operators want to know of billing's work, each answer from an index."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.ledger_models import ChargeRow, EntryRow
from billing.storage.paper_models import ExportRow


class OverviewRepository:
    """Counts of what waits, and how fresh the feed is."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def exports_waiting(self) -> Mapping[str, int]:
        """Exports not made yet, by state."""
        unfinished = ExportRow.state.in_(("queued", "running"))
        query = select(ExportRow.state, func.count()).where(unfinished).group_by(ExportRow.state)
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def newest_charge(self) -> tuple[datetime, str] | None:
        """When the newest charge, or correction of one, was posted, and its month."""
        query = select(EntryRow.posted_at, ChargeRow.period).join(ChargeRow, ChargeRow.id == EntryRow.item_id)
        row = (await self._session.execute(query.order_by(EntryRow.posted_at.desc()).limit(1))).first()
        return None if row is None else (row.posted_at, row.period)
