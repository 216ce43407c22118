"""The documents of a contract."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.database import AsyncSession

from billing.storage.documents import DocumentRepository, Filter
from billing.storage.paper_models import DocumentRow


async def list_documents(
    session: AsyncSession, number: str, wanted: Filter, *, after: tuple[date, UUID] | None, limit: int
) -> Sequence[DocumentRow]:
    """Documents, newest first."""
    return await DocumentRepository(session).page(number, wanted, after, limit)
