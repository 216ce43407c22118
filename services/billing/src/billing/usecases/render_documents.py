"""Printed forms are rendered in the background, so that lists tell their hashes."""

from uuid import UUID

from chassis.database import Database

from billing.domain.bank_account import Requisites
from billing.storage.documents import DocumentRepository
from billing.usecases.read_document import read_document

_BATCH = 50


async def render_documents(database: Database, payee: Requisites) -> int:
    """Render what is not rendered yet, each in a transaction of its own; how many were."""
    done = 0
    while waiting := await _waiting(database):
        for document_id in waiting:
            async with database.session() as session:
                document = await DocumentRepository(session).get(document_id)
                if document is not None:
                    await read_document(session, document, payee)
        done += len(waiting)
    return done


async def _waiting(database: Database) -> list[UUID]:
    async with database.session() as session:
        return list(await DocumentRepository(session).to_render(_BATCH))
