"""Somebody sees a contract from now on: its owner, or a member."""

from datetime import datetime

from chassis.database import AsyncSession

from billing.domain.binding import Binding
from billing.storage.access import AccessRepository


async def grant_access(session: AsyncSession, binding: Binding, bound_at: datetime) -> None:
    """The account sees the contract; told after its end, nothing changes."""
    await AccessRepository(session).begin(binding, bound_at)
