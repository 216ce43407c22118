"""Identity asks for a person's data."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.exports import DataExportRequested

from notifier.usecases.tell_personal_data import tell_personal_data

router = Router()


@router.on(DataExportRequested)
async def on_requested(session: AsyncSession, event: DataExportRequested) -> None:
    """Our part of it."""
    await tell_personal_data(session, event)
