"""Somebody sees a contract no more: its owner, or a member."""

from datetime import datetime

from chassis.database import AsyncSession

from metering.domain.binding import Binding
from metering.storage.access import AccessRepository


async def end_access(session: AsyncSession, binding: Binding, unbound_at: datetime) -> None:
    """From the commit on every call of that user about the contract is answered 404."""
    await AccessRepository(session).end(binding, unbound_at)
