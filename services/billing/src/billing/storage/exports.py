"""Exports and their life."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.paper_models import DocumentRow, ExportRow, FileRow

_ABANDONED: Final = timedelta(minutes=5)
"""A job that has run for longer died with its process: it is taken again."""


class ExportRepository:
    """Exports of users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, export: ExportRow) -> None:
        """Queue an export."""
        self._session.add(export)

    async def get(self, export_id: UUID) -> ExportRow | None:
        """The export."""
        return await self._session.get(ExportRow, export_id)

    async def take(self, now: datetime) -> ExportRow | None:
        """The next export to be made, now running; None when there is none. Several workers share them."""
        waits = (ExportRow.state == "queued") | (
            (ExportRow.state == "running") & (ExportRow.started_at < now - _ABANDONED)
        )
        query = select(ExportRow).where(waits).order_by(ExportRow.created_at).limit(1)
        export = await self._session.scalar(query.with_for_update(skip_locked=True))
        if export is not None:
            export.state, export.started_at, export.progress = "running", now, 0
        return export

    async def set(self, export_id: UUID, **values: Any) -> None:
        """Change an export."""
        await self._session.execute(update(ExportRow).where(ExportRow.id == export_id).values(values))

    async def expire(self, now: datetime) -> int:
        """End what is too old, and forget its files; how many ended."""
        old = update(ExportRow).where(ExportRow.expires_at < now, ExportRow.state != "expired")
        ended: Sequence[UUID] = (
            await self._session.scalars(old.values(state="expired", files=[]).returning(ExportRow.id))
        ).all()
        if ended:
            await self._session.execute(delete(FileRow).where(~_is_of_document(), ~_is_of_export()))
        return len(ended)


def _is_of_document() -> Any:
    return exists().where(DocumentRow.sha256 == FileRow.sha256)


def _is_of_export() -> Any:
    named = func.jsonb_array_elements(ExportRow.files).table_valued("value", name="file")
    return exists(
        select(1)
        .select_from(ExportRow)
        .join(named, named.c.value.op("->>")("sha256") == func.encode(FileRow.sha256, "hex"))
        .correlate(FileRow)
    )
