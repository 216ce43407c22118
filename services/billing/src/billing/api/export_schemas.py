"""Exports."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from chassis.errors import invalid
from pydantic import BaseModel, ConfigDict, Field, model_validator

from billing.storage.paper_models import ExportRow


class Days(BaseModel):
    """Days of a statement, both inside."""

    model_config = ConfigDict(extra="forbid")

    since: date = Field(alias="from")
    until: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise invalid("dates_order", ru="Конец периода раньше его начала.", en="The period ends before it begins.")
        return self


class ExportLink(BaseModel):
    """A file of the export."""

    media_type: str
    url: str
    file_name: str
    sha256: str


class Export(BaseModel):
    """An export; `links` once it is ready, until `expires_at`."""

    id: UUID
    kind: Literal["reconciliation", "statement", "charges", "payments"]
    state: Literal["queued", "running", "ready", "failed", "expired"]
    progress: int
    links: list[ExportLink]
    expires_at: datetime | None


def export_view(row: ExportRow) -> Export:
    """An export as it is shown."""
    at = f"/api/billing/v1/exports/{row.id}/files"
    links = [
        ExportLink(media_type=file["media_type"], url=f"{at}/{index}", file_name=file["name"], sha256=file["sha256"])
        for index, file in enumerate(row.files)
    ]
    return Export.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "progress": row.progress,
            "links": links,
            "expires_at": row.expires_at,
        }
    )
