"""A checked file is to be written."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from metering.domain.imports import CommitRows, ImportState
from metering.errors import ImportHasErrors, ImportNotReady, NothingToCommit
from metering.storage.imports import ImportRepository
from metering.storage.reading_models import ImportRow
from metering.usecases.show_import import show_import


async def commit_import(
    session: AsyncSession, user_id: UUID, import_id: UUID, rows: CommitRows, now: datetime
) -> ImportRow:
    """Hands the job to the worker; asked again, it stays as it is. Raises ImportNotReady, ImportHasErrors for
    "all" of a file with refused rows, NothingToCommit."""
    row = await show_import(session, user_id, import_id, to_commit=True)
    if row.state in (ImportState.COMMITTING, ImportState.COMMITTED):
        return row
    if row.state != ImportState.CHECKED:
        raise ImportNotReady
    if row.refused == row.total:
        raise NothingToCommit
    if rows == "all" and row.refused:
        raise ImportHasErrors
    row.state, row.commit_rows = ImportState.COMMITTING, rows
    await ImportRepository(session).enqueue(row.id, now)
    return row
