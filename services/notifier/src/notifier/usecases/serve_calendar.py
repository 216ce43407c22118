"""A calendar that a user's calendar program reads by a secret address."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from notifier.domain.calendar import ContractDate, feed
from notifier.storage.calendars import Calendars, DateRow, Dates

_PAST: Final = timedelta(days=62)
"""How far back a calendar reaches."""


async def open_calendar(session: AsyncSession, user_id: UUID, now: datetime) -> str:
    """A new token, shown once: only its hash is kept, and the earlier one is dead."""
    token = token_urlsafe(32)
    await Calendars(session).open(user_id, _hash(token), now)
    return token


async def show_calendar(session: AsyncSession, token: str, portal: str, now: datetime) -> str:
    """The feed. Raises NotFound for a token that is not alive."""
    user_id = await Calendars(session).user_of(_hash(token))
    if user_id is None:
        raise NotFound
    rows = await Dates(session).of_user(user_id, (now - _PAST).date())
    return feed([_date(row) for row in rows], portal, now)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _date(row: DateRow) -> ContractDate:
    return ContractDate(row.contract_number, row.kind, row.key, row.first_day, row.last_day, row.detail)
