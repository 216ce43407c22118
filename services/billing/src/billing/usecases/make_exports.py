"""The worker makes the exports that were ordered, one after another, and ends the old ones."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

import structlog
from chassis.database import AsyncSession, Database
from events import publish
from events.schemas.billing import ExportReady

from billing.clients.workbook import XLSX
from billing.domain.bank_account import Requisites
from billing.domain.document_rules import PDF
from billing.storage.exports import ExportRepository
from billing.storage.files import FileRepository
from billing.storage.paper_models import ExportRow
from billing.usecases.make_statement import TITLES, make_statement
from billing.usecases.make_tables import Progress, make_table

log = structlog.get_logger(__name__)

ExportKind = Literal["reconciliation", "statement", "charges", "payments"]
_TABLES: Final = {"charges": "Начисления", "payments": "Платежи"}


@dataclass(frozen=True, slots=True)
class Made:
    """A file of an export."""

    name: str
    media_type: str
    content: bytes


async def make_exports(database: Database, payee: Requisites) -> None:
    """Until none is queued. One that fails says so; the next one is made."""
    while (export := await _take(database)) is not None:
        try:
            async with database.session() as session:
                await _make(session, export, payee, _progress(database, export))
        except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
            log.error("export_failed", export_id=str(export.id), exc_info=error)
            async with database.session() as session:
                await ExportRepository(session).set(export.id, state="failed")
    async with database.session() as session:
        await ExportRepository(session).expire(datetime.now(UTC))


async def _take(database: Database) -> ExportRow | None:
    async with database.session() as session:
        return await ExportRepository(session).take(datetime.now(UTC))


def _progress(database: Database, export: ExportRow) -> Progress:
    """Told in transactions of its own, so that who asks sees it move; only when it has."""
    last = 0

    async def tell(percent: int) -> None:
        nonlocal last
        if percent > last:
            last = percent
            async with database.session() as session:
                await ExportRepository(session).set(export.id, progress=percent)

    return tell


async def _make(session: AsyncSession, export: ExportRow, payee: Requisites, progress: Progress) -> None:
    files = [await _kept(session, made) for made in await _files(session, export, payee, progress)]
    await ExportRepository(session).set(export.id, state="ready", progress=100, files=files)
    if export.expires_at is not None:
        ready = ExportReady(
            contract_number=export.contract_number,
            export_id=export.id,
            user_id=export.user_id,
            kind=cast("ExportKind", export.kind),
            expires_at=export.expires_at,
        )
        await publish(session, ready)


async def _kept(session: AsyncSession, made: Made) -> dict[str, Any]:
    sha256 = await FileRepository(session).keep(made.content)
    return {"name": made.name, "media_type": made.media_type, "sha256": sha256.hex()}


async def _files(session: AsyncSession, export: ExportRow, payee: Requisites, progress: Progress) -> list[Made]:
    number = export.contract_number
    if export.kind in _TABLES:
        table = await make_table(session, number, export.kind, progress)
        return [Made(f"{_TABLES[export.kind]} {number}.xlsx", XLSX, table)]
    if export.since is None or export.until is None:
        raise ValueError("a statement needs its days")
    days = {"since": export.since, "until": export.until}
    pdf, xlsx = await make_statement(session, number, export.kind, **days, payee=payee, progress=progress)
    name = f"{TITLES[export.kind]} {number} {export.since:%d.%m.%Y}-{export.until:%d.%m.%Y}"
    return [Made(f"{name}.pdf", PDF, pdf), Made(f"{name}.xlsx", XLSX, xlsx)]
