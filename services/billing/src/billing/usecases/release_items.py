"""Items that came before their contract wait parked, and are applied in order once the registry has told it."""

from chassis.database import AsyncSession

from billing.storage.late_contracts import LateContracts


async def release_items(session: AsyncSession) -> None:
    """Asked every second, so nothing slips through between a registration and a parking that happen at once."""
    await LateContracts(session).retry()
