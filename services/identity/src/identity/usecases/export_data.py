"""A person asks for everything that is kept of him, looks how far it is, and takes it."""

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from chassis.errors import NotFound, Unauthenticated
from chassis.sealing import Sealer
from events import publish
from events.personal_data import read_facts
from events.schemas.exports import DataExportRequested
from events.sealed_parts import draw_keys, open_parts, seal_parts

from identity.domain.data_export import AGAIN_AFTER, State, pack, progress_of, state_of
from identity.errors import ExportNotReady
from identity.settings import Settings
from identity.storage.data_exports import DataExport, DataExports
from identity.storage.personal_data import kept_of
from identity.storage.users import Users
from identity.usecases.gather_data import keep_parts


class ExportView(NamedTuple):
    """An export as its owner sees it."""

    id: UUID
    state: State
    progress: int
    requested_at: datetime
    expires_at: datetime


class ExportFile(NamedTuple):
    """What he takes."""

    name: str
    content: bytes


def label_of(export_id: UUID) -> str:
    """Where a key of an export is sealed to."""
    return f"data-export:{export_id}"


async def request_export(session: AsyncSession, settings: Settings, sealer: Sealer, user_id: UUID) -> ExportView:
    """Ask every service; asked again within a day, the same. Raises Unauthenticated if the account is gone."""
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    exports, now = DataExports(session), datetime.now(UTC)
    last = await exports.of(user_id)
    if last is not None and last.requested_at > now - AGAIN_AFTER and _state(last, now) in {"running", "ready"}:
        return await _view(exports, last, now)
    keys, export_id = draw_keys(), uuid_utils.uuid7()
    request = DataExportRequested(
        user_id=user_id, export_id=export_id, public_key=keys.public, expires_at=now + settings.data_export_lifetime
    )
    export = DataExport(
        id=export_id,
        user_id=user_id,
        sealed_private_key=sealer.seal(keys.private, label_of(export_id)),
        requested_at=now,
        expires_at=request.expires_at,
    )
    await exports.replace(export)
    facts = await read_facts(session, kept_of(user_id))
    await keep_parts(session, seal_parts(request, "identity", facts))
    await publish(session, request)
    return await _view(exports, export, now)


async def show_export(session: AsyncSession, user_id: UUID) -> ExportView:
    """The person's latest. Raises NotFound when he never asked."""
    exports = DataExports(session)
    return await _view(exports, await _own(exports, user_id), datetime.now(UTC))


async def take_export(session: AsyncSession, sealer: Sealer, user_id: UUID) -> ExportFile:
    """The file. Raises NotFound, and ExportNotReady while there is none to take."""
    exports = DataExports(session)
    export = await _own(exports, user_id)
    if _state(export, datetime.now(UTC)) != "ready" or export.sealed_private_key is None:
        raise ExportNotReady
    told = await exports.pieces(export.id)
    private = sealer.open(export.sealed_private_key, label_of(export.id))

    def unseal() -> bytes:
        parts = {service: open_parts(private, export.id, service, pieces) for service, pieces in told.items()}
        return pack(parts, export.requested_at)

    return ExportFile(f"cabinet-{export.requested_at:%Y-%m-%d}.zip", await asyncio.to_thread(unseal))


async def _own(exports: DataExports, user_id: UUID) -> DataExport:
    export = await exports.of(user_id)
    if export is None:
        raise NotFound
    return export


def _state(export: DataExport, now: datetime) -> State:
    is_open = export.sealed_private_key is not None
    return state_of(is_open=is_open, ready_at=export.ready_at, expires_at=export.expires_at, now=now)


async def _view(exports: DataExports, export: DataExport, now: datetime) -> ExportView:
    progress = 100 if export.ready_at else progress_of(await exports.complete(export.id))
    return ExportView(export.id, _state(export, now), progress, export.requested_at, export.expires_at)
