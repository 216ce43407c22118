"""Imports: their jobs, their bytes, and the queue that workers share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.imports import ImportState
from metering.domain.sheets import RowError
from metering.storage.reading_models import ImportFileRow, ImportRow, ImportTaskRow


class ImportRepository:
    """Jobs of the import of files."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: dict[str, Any], content: bytes) -> ImportRow:
        """The job of this file in this contract, new or of an earlier upload of the same bytes; its row is locked."""
        await self._session.execute(insert(ImportRow).values(row).on_conflict_do_nothing())
        of_file = select(ImportRow).where(
            ImportRow.contract_number == row["contract_number"], ImportRow.sha256 == row["sha256"]
        )
        found = (await self._session.scalars(of_file.with_for_update())).one()
        if found.id == row["id"]:
            await self._session.execute(insert(ImportFileRow).values(import_id=found.id, content=content))
        return found

    async def enqueue(self, import_id: UUID, now: datetime) -> None:
        """Hand the job to a worker."""
        task = insert(ImportTaskRow).values(import_id=import_id, queued_at=now)
        await self._session.execute(task.on_conflict_do_nothing())

    async def claim(self) -> ImportRow | None:
        """The oldest job that no other worker has: it is ours as long as the transaction lives."""
        free = select(ImportTaskRow.import_id).order_by(ImportTaskRow.queued_at).limit(1)
        import_id = await self._session.scalar(free.with_for_update(skip_locked=True))
        return await self._session.get(ImportRow, import_id) if import_id else None

    async def fail(self, import_id: UUID, problem: dict[str, str]) -> None:
        """The file can not be read, or we can not."""
        failed = update(ImportRow).where(ImportRow.id == import_id)
        await self._session.execute(failed.values(state=ImportState.FAILED, problem=problem))

    async def finish(self, import_id: UUID) -> None:
        """The job is done; in the same transaction as its outcome."""
        await self._session.execute(delete(ImportTaskRow).where(ImportTaskRow.import_id == import_id))

    async def get(self, import_id: UUID, *, lock: bool = False) -> ImportRow | None:
        """One job."""
        return await self._session.get(ImportRow, import_id, with_for_update=lock or None)

    async def content(self, import_id: UUID) -> bytes:
        """The bytes that were uploaded."""
        query = select(ImportFileRow.content).where(ImportFileRow.import_id == import_id)
        return (await self._session.scalars(query)).one()


def errors_of(row: ImportRow) -> Sequence[RowError]:
    """What is wrong with the rows, in our own words."""
    return [RowError(**error) for error in row.errors]
