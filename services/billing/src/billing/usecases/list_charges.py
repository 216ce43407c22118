"""The charges of a contract."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.database import AsyncSession

from billing.storage.charges import ChargeRepository
from billing.storage.ledger_models import ChargeRow, EntryRow


async def list_charges(
    session: AsyncSession, number: str, *, after: tuple[str, UUID] | None, limit: int
) -> Sequence[tuple[ChargeRow, Any]]:
    """Charges at their newest revision with what the supplier told of them, newest month first."""
    return await ChargeRepository(session).page(number, after, limit)


async def revisions_of(session: AsyncSession, charges: Sequence[ChargeRow]) -> dict[UUID, list[EntryRow]]:
    """Every revision of these charges, newest first."""
    found: dict[UUID, list[EntryRow]] = {charge.id: [] for charge in charges}
    for entry in await ChargeRepository(session).revisions(found):
        found[entry.item_id].append(entry)
    return found
