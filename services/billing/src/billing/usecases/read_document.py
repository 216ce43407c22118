"""A document of a contract: what it is, its file, its print view."""

import asyncio
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.clients.typesetting import render_html, render_pdf
from billing.domain.bank_account import Requisites
from billing.storage.documents import DocumentRepository
from billing.storage.files import FileRepository
from billing.storage.paper_models import DocumentRow
from billing.usecases.check_access import check_access
from billing.usecases.compose_form import compose_form


async def find_document(session: AsyncSession, user_id: UUID, document_id: UUID) -> DocumentRow:
    """Raises NotFound unless the document is of a contract of the user."""
    document = await DocumentRepository(session).get(document_id)
    if document is None:
        raise NotFound
    await check_access(session, user_id, document.contract_number)
    return document


async def read_document(session: AsyncSession, document: DocumentRow, payee: Requisites) -> bytes:
    """The bytes of its file; the printed form is rendered once and kept."""
    if document.sha256 is not None:
        return await FileRepository(session).content(document.sha256)
    content = await asyncio.to_thread(render_pdf, await compose_form(session, document, payee))
    await DocumentRepository(session).set_rendered(document, await FileRepository(session).keep(content))
    return content


async def print_document(session: AsyncSession, document: DocumentRow, payee: Requisites) -> str:
    """The page to print from the browser."""
    return await asyncio.to_thread(render_html, await compose_form(session, document, payee))
