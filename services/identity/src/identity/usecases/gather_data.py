"""Gather what services keep of a person; with the last part he is told."""

from base64 import b64decode
from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from events import publish
from events.schemas.exports import DataExportPart
from events.schemas.identity import DataExportReady

from identity.domain.data_export import SERVICES
from identity.storage.data_exports import DataExports
from identity.storage.users import Users


async def gather_part(session: AsyncSession, part: DataExportPart) -> None:
    """Keep a service's part. Nothing of an export that is over, replaced, or not of this person."""
    exports, now = DataExports(session), datetime.now(UTC)
    export = await exports.lock(part.export_id, part.user_id)
    if export is None or export.expires_at <= now or part.service not in SERVICES:
        return
    await keep_parts(session, [part])
    if export.ready_at is None and await exports.complete(export.id) >= set(SERVICES):
        export.ready_at = now
        user = await Users(session).get(export.user_id)
        if user is not None and user.is_confirmed:  # else nobody knows whose address it is: no letter
            ready = DataExportReady(user_id=user.id, email=user.email, expires_at=export.expires_at)
            await publish(session, ready)


async def keep_parts(session: AsyncSession, parts: Sequence[DataExportPart]) -> None:
    """The pieces as they are: sealed."""
    rows = [
        part.model_dump(include={"export_id", "service", "piece", "pieces"}) | {"sealed": b64decode(part.sealed)}
        for part in parts
    ]
    await DataExports(session).keep(rows)
