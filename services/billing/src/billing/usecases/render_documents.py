"""Printed forms are rendered in the background, so that lists tell their hashes."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from chassis.database import Database

from billing.domain.bank_account import Requisites
from billing.storage.documents import DocumentRepository
from billing.usecases.read_document import read_document

log = structlog.get_logger(__name__)

_BATCH = 50


class DocumentRenderer:
    """Renders what is not rendered yet, each document in a transaction of its own. One that can not be rendered is
    named in the log once, and left alone until the process starts again."""

    def __init__(self, database: Database, payee: Requisites) -> None:
        self._database = database
        self._payee = payee
        self._failed: set[UUID] = set()

    async def run_once(self) -> None:
        """Until nothing is left to be rendered."""
        while waiting := await self._waiting():
            for document_id in waiting:
                try:
                    await self._render(document_id)
                except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
                    log.error("document_not_rendered", document_id=str(document_id), exc_info=error)
                    self._failed.add(document_id)

    async def _waiting(self) -> Sequence[UUID]:
        async with self._database.session() as session:
            return await DocumentRepository(session).to_render(_BATCH, except_for=self._failed)

    async def _render(self, document_id: UUID) -> None:
        async with self._database.session() as session:
            document = await DocumentRepository(session).get(document_id)
            if document is not None:
                await read_document(session, document, self._payee)
