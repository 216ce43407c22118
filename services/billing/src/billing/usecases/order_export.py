"""A customer wants a file that takes a while."""

from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound
from events.envelope import new_event_id

from billing.errors import ExportExpired, ExportNotReady
from billing.storage.exports import ExportRepository
from billing.storage.files import FileRepository
from billing.storage.paper_models import ExportRow
from billing.usecases.check_access import check_access


async def order_export(
    session: AsyncSession,
    user_id: UUID,
    number: str,
    kind: str,
    *,
    now: datetime,
    ttl: timedelta,
    since: date | None = None,
    until: date | None = None,
) -> ExportRow:
    """Queue it; the worker makes it within a second or so."""
    export = ExportRow(
        id=new_event_id(),
        contract_number=number,
        user_id=user_id,
        kind=kind,
        since=since,
        until=until,
        state="queued",
        progress=0,
        files=[],
        created_at=now,
        expires_at=now + ttl,
    )
    ExportRepository(session).add(export)
    return export


async def find_export(session: AsyncSession, user_id: UUID, export_id: UUID) -> ExportRow:
    """Raises NotFound unless the export is of a contract of the user."""
    export = await ExportRepository(session).get(export_id)
    if export is None:
        raise NotFound
    await check_access(session, user_id, export.contract_number)
    return export


async def read_export_file(session: AsyncSession, export: ExportRow, index: int) -> tuple[str, str, bytes]:
    """Name, media type and bytes. Raises ExportExpired, ExportNotReady, NotFound."""
    if export.state == "expired":
        raise ExportExpired
    if export.state != "ready":
        raise ExportNotReady
    if not 0 <= index < len(export.files):
        raise NotFound
    file = export.files[index]
    return file["name"], file["media_type"], await FileRepository(session).content(bytes.fromhex(file["sha256"]))
