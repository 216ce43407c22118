"""What operators want to know of billing's work, each answer from an index."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.ledger_models import ChargeRow
from billing.storage.paper_models import ExportRow


class OverviewRepository:
    """Counts of what waits, and how fresh the feed is."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def exports_waiting(self) -> Mapping[str, int]:
        """Exports not made yet, by state."""
        unfinished = ExportRow.state.in_(("queued", "running"))
        query = select(ExportRow.state, func.count()).where(unfinished).group_by(ExportRow.state)
        return dict((await self._session.execute(query)).tuples().all())

    async def newest_charge(self) -> tuple[datetime, str] | None:
        """When the newest charge was first told, and its month: ids are UUIDv7, ordered by their making."""
        row = (
            await self._session.execute(select(ChargeRow.id, ChargeRow.period).order_by(ChargeRow.id.desc()).limit(1))
        ).first()
        return None if row is None else (_made_at(row.id), row.period)


def _made_at(id_: UUID) -> datetime:
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
