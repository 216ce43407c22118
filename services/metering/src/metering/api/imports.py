"""Files of readings: the template, the upload, the job, the file back, the commit."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from chassis.database import SessionDep
from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from metering.api.deps import CallerDep, Now, OnceDep, ParserDep, VisibleContract, named
from metering.api.downloads import XLSX, file_response
from metering.domain.imports import CommitRows, ImportState
from metering.storage.reading_models import ImportRow
from metering.usecases.comment_import import comment_import
from metering.usecases.commit_import import commit_import
from metering.usecases.fill_template import fill_template
from metering.usecases.show_import import show_import
from metering.usecases.start_import import Upload, start_import

router = APIRouter(prefix="/api/metering/v1", tags=["imports"])


class ImportRows(BaseModel):
    """Rows of the file; `valid` and `refused` make the total."""

    total: int
    valid: int
    refused: int
    written: int


class RowProblem(BaseModel):
    """What is wrong with a row, by its cell as the sheet counts it."""

    row: int
    column: str
    cell: str
    code: str
    detail: str


class Import(BaseModel):
    """A job. At most 1000 errors are listed; the file back has them all. `gaps` counts untrusted intervals."""

    id: UUID
    contract_number: str
    file_name: str
    kind: str
    state: ImportState
    rows: ImportRows
    gaps: int
    errors: list[RowProblem]
    problem: dict[str, Any] | None
    created_at: datetime
    links: dict[str, str]

    @classmethod
    def of(cls, row: ImportRow) -> "Import":
        """The job as the customer sees it."""
        link = f"{router.prefix}/imports/{row.id}"
        same: dict[str, Any] = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        counts = ImportRows(total=row.total, valid=row.total - row.refused, refused=row.refused, written=row.written)
        errors = [RowProblem(**error) for error in row.errors]
        links = {"self": link, "file": f"{link}/file", "commit": f"{link}:commit"}
        return cls(**same | {"rows": counts, "errors": errors, "links": links})


class Commit(BaseModel):
    """Which rows to write: only the valid ones, or all of them or none."""

    model_config = ConfigDict(extra="forbid")

    rows: CommitRows


@router.get("/contracts/{number}/readings/template.xlsx", response_class=Response)
async def get_template(contract: VisibleContract, session: SessionDep, now: Now) -> Response:
    """The sheet to fill."""
    return file_response(await fill_template(session, contract, now), f"Показания {contract}.xlsx", XLSX)


@router.post("/contracts/{number}/imports", status_code=202, response_model=Import)
async def upload(
    contract: VisibleContract,
    file: UploadFile,
    caller: CallerDep,
    session: SessionDep,
    once: OnceDep,
    *,
    dry_run: Annotated[bool, Form()] = True,
) -> Response:
    """Takes a file of at most 20 MB; it is checked in the background."""
    taken = Upload(file.filename or "", await file.read(), dry_run)

    async def work() -> Import:
        return Import.of(await start_import(session, caller.user_id, contract, taken, caller.now))

    return await once(202, work)


@router.get("/imports/{import_id}")
async def get_import(import_id: str, caller: CallerDep, session: SessionDep) -> Import:
    """How the job stands."""
    return Import.of(await show_import(session, caller.user_id, named(import_id)))


@router.get("/imports/{import_id}/file", response_class=Response)
async def get_commented_file(import_id: str, caller: CallerDep, session: SessionDep, parser: ParserDep) -> Response:
    """The file with a comment column."""
    name, commented = await comment_import(session, parser, caller.user_id, named(import_id))
    return file_response(commented.content, name, commented.media_type)


@router.post("/imports/{import_id}:commit", status_code=202)
async def commit(import_id: str, body: Commit, caller: CallerDep, session: SessionDep) -> Import:
    """Writes the rows, in the background."""
    return Import.of(await commit_import(session, caller.user_id, named(import_id), body.rows, caller.now))
