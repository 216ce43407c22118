"""A file is taken in: looked at, kept, and handed to the worker."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from chassis.errors import FieldProblem, TooLarge

from metering.clients.files.kinds import MAX_BYTES, Kind, kind_of
from metering.clients.files.refusal import FileRefusedError
from metering.domain.imports import ImportState
from metering.errors import FileRefused
from metering.storage.imports import ImportRepository
from metering.storage.reading_models import ImportRow
from metering.usecases.check_access import check_access


@dataclass(frozen=True)
class Upload:
    """A file as it came; a dry run writes nothing until it is committed."""

    file_name: str
    content: bytes
    dry_run: bool


async def start_import(session: AsyncSession, user_id: UUID, number: str, upload: Upload, now: datetime) -> ImportRow:
    """The job. The same bytes for the same contract are one job: written once, checked again if they were not
    written. Raises Forbidden, TooLarge (413), and FileRefused (422) for what can not be read at all."""
    await check_access(session, user_id, number, to_submit=True)
    if len(upload.content) > MAX_BYTES:
        raise TooLarge
    imports = ImportRepository(session)
    new = await asyncio.to_thread(_new, user_id, number, upload, now)  # hashes up to 20 MB
    row = await imports.add(new, upload.content)
    if row.state in (ImportState.CHECKED, ImportState.FAILED, ImportState.CHECKING):
        row.state, row.commit_rows, row.problem = ImportState.CHECKING, _commit_rows(row.kind, upload), None
        await imports.enqueue(row.id, now)
    return row


def _commit_rows(kind: str, upload: Upload) -> str | None:
    """Without a dry run a sheet is written when all of it is right; of 80020 what can be is (api.md)."""
    if upload.dry_run:
        return None
    return "all" if kind in (Kind.XLSX, Kind.CSV) else "valid"


def _new(user_id: UUID, number: str, upload: Upload, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid_utils.uuid7(),
        "contract_number": number,
        "user_id": user_id,
        "sha256": sha256(upload.content).digest(),
        "file_name": upload.file_name[:255],
        "kind": _kind(upload.content),
        "state": ImportState.CHECKING,
        **dict.fromkeys(("total", "refused", "written", "gaps"), 0),
        "errors": [],
        "created_at": now,
    }


def _kind(content: bytes) -> Kind:
    try:
        return kind_of(content)
    except FileRefusedError as error:
        problem = FieldProblem("/file", error.code, error.ru, error.en)
        raise FileRefused(errors=[problem], reason=error.en, reason_ru=error.ru) from error
