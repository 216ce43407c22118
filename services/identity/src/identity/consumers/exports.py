"""What services keep of a person who asked."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.exports import DataExportPart

from identity.usecases.gather_data import gather_part

router = Router()


@router.on(DataExportPart)
async def on_part(session: AsyncSession, event: DataExportPart) -> None:
    """A service told its part."""
    await gather_part(session, event)
