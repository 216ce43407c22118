"""How an import stands."""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from metering.storage.imports import ImportRepository
from metering.storage.reading_models import ImportRow
from metering.usecases.check_access import check_access


async def show_import(session: AsyncSession, user_id: UUID, import_id: UUID, *, to_commit: bool = False) -> ImportRow:
    """Raises NotFound for a job of a contract that is not the user's; `to_commit` locks it, for who may submit."""
    row = await ImportRepository(session).get(import_id, lock=to_commit)
    if row is None:
        raise NotFound
    await check_access(session, user_id, row.contract_number, to_submit=to_commit)
    return row
