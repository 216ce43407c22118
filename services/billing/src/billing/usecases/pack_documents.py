"""Several documents of a contract in one .zip, one in memory at a time."""

import asyncio
from collections.abc import Sequence
from typing import IO, Any, Final
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.clients.archive import Archive
from billing.domain.bank_account import Requisites
from billing.errors import ArchiveTooLarge
from billing.storage.documents import DocumentRepository
from billing.usecases.read_document import read_document

MAX_BYTES: Final = 100 * 1024 * 1024
"""Of the files before they are packed."""


async def pack_documents(
    session: AsyncSession, number: str, ids: Sequence[UUID], target: IO[Any], payee: Requisites
) -> None:
    """Write the .zip, oldest document first. Raises NotFound when one is not the contract's, ArchiveTooLarge."""
    documents = DocumentRepository(session)
    found = await documents.of_ids(number, ids)
    if len(found) != len(set(ids)):
        raise NotFound
    if await documents.size_of(ids) > MAX_BYTES:
        raise ArchiveTooLarge
    archive = Archive(target)
    for document in sorted(found, key=lambda one: (one.issued_on, one.id)):
        content = await read_document(session, document, payee)
        await asyncio.to_thread(archive.add, document.file_name, document.issued_on, content)
    archive.close()
