"""Documents: the list, files, print views."""

from datetime import date
from tempfile import TemporaryFile
from typing import Annotated, Final
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Depends, Query, Response

from billing.api.deps import ItemId, Payee, UserId, VisibleContract
from billing.api.files import attachment, page_to_print, stored_attachment
from billing.api.schemas import ChosenDocuments, Document, DocumentKind, DocumentLinks
from billing.storage.documents import Filter
from billing.storage.paper_models import DocumentRow
from billing.usecases.list_documents import list_documents
from billing.usecases.pack_documents import pack_documents
from billing.usecases.read_document import find_document, print_document, read_document

ROOT = "/api/billing/v1"
ZIP: Final = "application/zip"
router = APIRouter(prefix=ROOT, tags=["documents"])
Month = Annotated[str | None, Query(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


def wanted_documents(
    kind: DocumentKind | None = None,
    period: Month = None,
    since: Annotated[Month, Query(alias="from")] = None,
    until: Annotated[Month, Query(alias="to")] = None,
    text: Annotated[str | None, Query(max_length=100, description="In numbers and names of files")] = None,
) -> Filter:
    """Which documents are asked for; months are inside."""
    return Filter(kind, period or since, period or until, text)


@router.get("/contracts/{number}/documents")
async def get_documents(
    contract: VisibleContract,
    session: SessionDep,
    wanted: Annotated[Filter, Depends(wanted_documents)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Document]:
    """Documents, newest first."""
    key = decode_cursor(cursor, date.fromisoformat, UUID)
    rows = await list_documents(session, contract, wanted, after=key and (key[0], key[1]), limit=limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: (row.issued_on.isoformat(), str(row.id)))
    return Page[Document](items=[_view(row) for row in shown], next_cursor=next_cursor)


@router.post("/contracts/{number}/documents:zip", response_class=Response, responses={200: {"content": {ZIP: {}}}})
async def get_archive(body: ChosenDocuments, contract: VisibleContract, session: SessionDep, payee: Payee) -> Response:
    """Several documents at once, as one .zip; 404 when one of them is not the contract's."""
    file = TemporaryFile()  # noqa: SIM115 - closed, and so deleted, once it is sent
    try:
        await pack_documents(session, contract, body.documents, file, payee)
    except BaseException:
        file.close()
        raise
    return stored_attachment(file, f"Документы по договору {contract}.zip", ZIP)


@router.get("/documents/{item_id}/file", response_class=Response)
async def get_file(document_id: ItemId, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """The file of a document, to be saved under its name; its SHA-256 is the ETag."""
    document = await find_document(session, user_id, document_id)
    content = await read_document(session, document, payee)
    sha256 = document.sha256.hex() if document.sha256 else None
    return attachment(content, document.file_name, document.media_type, sha256=sha256)


@router.get("/documents/{item_id}/print", response_class=Response, responses={200: {"content": {"text/html": {}}}})
async def print_view(document_id: ItemId, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """A page to print from the browser, from the document's data."""
    document = await find_document(session, user_id, document_id)
    return page_to_print(await print_document(session, document, payee))


def _view(row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        kind=row.kind,
        number=row.number,
        issued_on=row.issued_on,
        period=row.period,
        gross=row.gross,
        revision=row.revision,
        sha256=row.sha256.hex() if row.sha256 else None,
        file_name=row.file_name,
        media_type=row.media_type,
        is_printed_form=row.is_rendered,
        links=DocumentLinks(file=f"{ROOT}/documents/{row.id}/file", print=f"{ROOT}/documents/{row.id}/print"),
    )
