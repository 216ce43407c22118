"""What is kept of the user, for him to take (152-ФЗ, article 14)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.database import SessionDep
from fastapi import APIRouter, Response
from pydantic import BaseModel

from identity.api.deps import ToolsDep, UserId
from identity.usecases.export_data import ExportView, request_export, show_export, take_export

_PATH = "/api/identity/v1/me/data-export"
router = APIRouter(prefix=_PATH, tags=["me"])


class DataExportLink(BaseModel):
    """Where the file is."""

    media_type: str
    url: str


class DataExportBody(BaseModel):
    """An export; `links` while it is ready, `progress` in per cent."""

    id: UUID
    state: Literal["running", "ready", "failed", "expired"]
    progress: int
    requested_at: datetime
    expires_at: datetime
    links: list[DataExportLink]


def _body(export: ExportView) -> DataExportBody:
    links = [DataExportLink(media_type="application/zip", url=f"{_PATH}/file")] if export.state == "ready" else []
    return DataExportBody(**export._asdict(), links=links)


@router.post("", status_code=202)
async def ask(session: SessionDep, tools: ToolsDep, user_id: UserId) -> DataExportBody:
    """Gather what every service keeps of you; a letter says when it is done. Asked again within a day: the same."""
    return _body(await request_export(session, tools.settings, tools.sealer, user_id))


@router.get("")
async def show(session: SessionDep, user_id: UserId) -> DataExportBody:
    """Your latest export; 404 when you never asked."""
    return _body(await show_export(session, user_id))


@router.get("/file", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
async def take(session: SessionDep, tools: ToolsDep, user_id: UserId) -> Response:
    """The .zip with a JSON file of each service. While there is none to take: 409 `export_not_ready`."""
    file = await take_export(session, tools.sealer, user_id)
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "cache-control": "no-store"}
    return Response(file.content, media_type="application/zip", headers=headers)
