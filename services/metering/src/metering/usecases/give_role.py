"""A member of a contract gets another role."""

from chassis.database import AsyncSession

from metering.domain.binding import Binding
from metering.storage.access import AccessRepository


async def give_role(session: AsyncSession, binding: Binding) -> None:
    """From the commit on he may what the role may."""
    await AccessRepository(session).give_role(binding)
