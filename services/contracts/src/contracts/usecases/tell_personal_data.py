"""Tell a person what is kept of him here, sealed to who gathers it for him."""

from datetime import UTC, datetime

from chassis.database import AsyncSession
from events import publish
from events.schemas.exports import DataExportRequested
from events.sealed_parts import seal_parts

from contracts.storage.personal_data import PersonalData


async def tell_personal_data(session: AsyncSession, request: DataExportRequested) -> None:
    """Nothing for a request that nobody waits for any more."""
    if request.expires_at > datetime.now(UTC):
        facts = await PersonalData(session).of(request.user_id)
        await publish(session, *seal_parts(request, "contracts", facts))
