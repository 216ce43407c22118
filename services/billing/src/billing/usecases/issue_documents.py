"""The supplier's billing tells documents: over HTTP, over Kafka. One use case behind both doors."""

from collections.abc import Sequence
from typing import cast

from chassis.database import AsyncSession
from events import publish
from events.schemas.billing import DocumentIssued, DocumentKind
from events.schemas.supplier import DocumentRecord

from billing.domain.document_rules import file_flaws
from billing.domain.flaws import Flaw, flaw
from billing.domain.items import Document
from billing.domain.revisions import Outcome
from billing.storage.documents import DocumentRepository
from billing.storage.files import FileRepository
from billing.usecases.supplier_terms import to_document
from billing.usecases.take_items import caused_by_item, take_items

_NOT_BASE64 = flaw("/file/content_base64", "base64")


async def issue_documents(session: AsyncSession, records: Sequence[DocumentRecord]) -> Sequence[Outcome]:
    """Keep what is new and sound; an outcome for each record in order.

    A file is kept by its content; without one the printed form is rendered soon after.
    """
    documents = [to_document(record) for record in records]
    flaws = [_flaws(record, document) for record, document in zip(records, documents, strict=True)]
    taken = await take_items(session, DocumentRepository(session), documents, flaws)
    for one in taken.accepted:
        await _keep(session, one.item)
    await publish(session, *(_event(one.item) for one in taken.accepted))
    return taken.outcomes


async def _keep(session: AsyncSession, document: Document) -> None:
    sha256 = None if document.content is None else await FileRepository(session).keep(document.content)
    await DocumentRepository(session).write(document, sha256)


def _flaws(record: DocumentRecord, document: Document) -> list[Flaw]:
    if record.file is None:
        return []
    if document.content is None:
        return [_NOT_BASE64]
    return file_flaws(record.file.name, record.file.media_type, document.content)


def _event(document: Document) -> DocumentIssued:
    return DocumentIssued(
        **caused_by_item(document),
        contract_number=document.contract_number,
        document_id=document.id,
        revision=document.revision,
        kind=cast("DocumentKind", document.kind),
        number=document.number,
        issued_on=document.issued_on,
        period=document.period,
        gross=document.gross,
    )
