"""Metering opened a reading window."""

from datetime import datetime

from chassis.database import AsyncSession

from billing.storage.accounts import AccountRepository


async def remember_window(session: AsyncSession, number: str, opens_at: datetime, closes_at: datetime) -> None:
    """«Главная» shows the window that closes last of those told."""
    await AccountRepository(session).set_window(number, opens_at, closes_at)
