"""Imports: their jobs, their bytes, and the queue that workers share."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.imports import ImportState
from metering.domain.sheets import RowError
from metering.storage.reading_models import ImportFileRow, ImportRow, ImportTaskRow

_LISTED: Final = 1000


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
            await self._session.execute(insert(ImportFileRow).values(import_id=found.id, content=content, errors=[]))
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

    async def keep_errors(self, import_id: UUID, errors: Sequence[RowError]) -> Sequence[dict[str, Any]]:
        """Keeps all of them; returns the first ones, as the job itself lists them."""
        told = [asdict(error) for error in errors]
        kept = update(ImportFileRow).where(ImportFileRow.import_id == import_id)
        await self._session.execute(kept.values(errors=told))
        return told[:_LISTED]

    async def errors(self, import_id: UUID) -> list[RowError]:
        """All that is wrong with the rows."""
        query = select(ImportFileRow.errors).where(ImportFileRow.import_id == import_id)
        return [RowError(**error) for error in (await self._session.scalars(query)).one()]

    async def content(self, import_id: UUID) -> bytes:
        """The bytes that were uploaded."""
        query = select(ImportFileRow.content).where(ImportFileRow.import_id == import_id)
        return (await self._session.scalars(query)).one()
