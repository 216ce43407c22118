"""Documents at their newest revision."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.domain.document_rules import PDF, form_name, safe_name
from billing.domain.items import Document
from billing.domain.money import ZERO
from billing.domain.revisions import Kept
from billing.storage.paper_models import DocumentRow, FileRow

_KEPT: Final = select(DocumentRow.id, DocumentRow.revision, DocumentRow.fingerprint).where(
    DocumentRow.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
_REPLACED: Final = (
    *("revision", "fingerprint", "kind", "number", "issued_on", "period", "gross"),
    *("file_name", "media_type", "is_rendered", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents of a contract; None = all. `text` is looked for in numbers and names of files."""

    kind: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None


class DocumentRepository:
    """Documents of contracts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def kept(self, ids: Sequence[UUID]) -> dict[UUID, Kept]:
        """The newest revisions that are kept of these items."""
        return {row[0]: Kept(row[1], row[2], ZERO) for row in await self._session.execute(_KEPT, {"ids": ids})}

    async def write(self, document: Document, sha256: bytes | None) -> None:
        """The document in the place of its earlier revision. The account is locked."""
        row = {
            "id": document.id,
            "contract_number": document.contract_number,
            "source_id": document.source_id,
            "revision": document.revision,
            "fingerprint": document.fingerprint,
            "kind": document.kind,
            "number": document.number,
            "issued_on": document.issued_on,
            "period": document.period,
            "gross": document.gross,
            "file_name": safe_name(document.file_name or form_name(document.kind, document.number, document.issued_on)),
            "media_type": document.media_type or PDF,
            "is_rendered": sha256 is None,
            "sha256": sha256,
        }
        written = insert(DocumentRow).values(row)
        replaced = {name: written.excluded[name] for name in _REPLACED}
        await self._session.execute(written.on_conflict_do_update(index_elements=["id"], set_=replaced))

    async def get(self, document_id: UUID) -> DocumentRow | None:
        """The document."""
        return await self._session.get(DocumentRow, document_id)

    async def page(
        self, number: str, wanted: Filter, after: tuple[date, UUID] | None, limit: int
    ) -> Sequence[DocumentRow]:
        """Documents, newest first. One without a period counts by the month it was issued in."""
        month = func.coalesce(DocumentRow.period, func.to_char(DocumentRow.issued_on, "YYYY-MM"))
        query = select(DocumentRow).where(DocumentRow.contract_number == number)
        if wanted.kind is not None:
            query = query.where(DocumentRow.kind == wanted.kind)
        if wanted.since is not None:
            query = query.where(month >= wanted.since)
        if wanted.until is not None:
            query = query.where(month <= wanted.until)
        if wanted.text is not None:
            found = (
                column.icontains(wanted.text, autoescape=True) for column in (DocumentRow.number, DocumentRow.file_name)
            )
            query = query.where(or_(*found))
        if after is not None:
            query = query.where(tuple_(DocumentRow.issued_on, DocumentRow.id) < after)
        ordered = query.order_by(DocumentRow.issued_on.desc(), DocumentRow.id.desc()).limit(limit)
        return (await self._session.scalars(ordered)).all()

    async def of_ids(self, number: str, ids: Sequence[UUID]) -> Sequence[DocumentRow]:
        """Those of these documents that are the contract's."""
        query = select(DocumentRow).where(DocumentRow.contract_number == number, DocumentRow.id.in_(ids))
        return (await self._session.scalars(query)).all()

    async def size_of(self, ids: Sequence[UUID]) -> int:
        """The bytes of the files of these documents, as far as they are kept already."""
        sizes = select(func.sum(FileRow.size)).join(DocumentRow, DocumentRow.sha256 == FileRow.sha256)
        return await self._session.scalar(sizes.where(DocumentRow.id.in_(ids))) or 0

    async def to_render(self, limit: int, *, except_for: Collection[UUID]) -> Sequence[UUID]:
        """Documents whose printed form is not rendered yet."""
        query = select(DocumentRow.id).where(DocumentRow.sha256.is_(None), DocumentRow.id.not_in(except_for))
        return (await self._session.scalars(query.order_by(DocumentRow.id).limit(limit))).all()

    async def set_rendered(self, document: DocumentRow, sha256: bytes) -> None:
        """Its printed form, unless a newer revision came meanwhile."""
        same = (DocumentRow.id == document.id, DocumentRow.revision == document.revision)
        await self._session.execute(update(DocumentRow).where(*same).values(sha256=sha256))

    async def kinds_by_period(self, number: str, periods: Sequence[str]) -> set[tuple[str, str]]:
        """Which kinds of documents there are for these months."""
        query = select(DocumentRow.period, DocumentRow.kind).distinct()
        mine = query.where(DocumentRow.contract_number == number, DocumentRow.period.in_(periods))
        return {(period, kind) for period, kind in await self._session.execute(mine) if period is not None}
