"""Customers are told that their window has opened, and that it closes soon and something is missing. Never twice."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from chassis.database import AsyncSession, Database, SQLAlchemyError
from events import publish
from events.schemas.metering import MissingMeterData, ReadingWindowClosing, ReadingWindowOpened

from metering.domain.windows import Window, WindowRule, current_window
from metering.storage.notices import NoticeRepository, UnreadMeter

_BATCH: Final = 500
_NAMED: Final = 20
_REMIND_BEFORE: Final = timedelta(days=2)
_PAUSE_SECONDS: Final = 15.0


async def announce_windows(session: AsyncSession, now: datetime) -> bool:
    """One batch per rule and kind of notice, each noted in the transaction that publishes it; True if there may
    be more. Reminds of windows that are open longer than the two days before their end."""
    notices = NoticeRepository(session)
    if not await notices.begin():
        return False
    more = False
    for rule in await notices.rules():
        window = current_window(rule, now)
        if window.is_open(now):
            more |= await _announce_opened(session, notices, rule, window)
            if window.opens_at < window.closes_at - _REMIND_BEFORE <= now:
                more |= await _announce_closing(session, notices, rule, window)
    return more


async def _announce_opened(session: AsyncSession, notices: NoticeRepository, rule: WindowRule, window: Window) -> bool:
    numbers = await notices.record("opened", rule, window, limit=_BATCH, unread_only=False)
    await publish(session, *(ReadingWindowOpened(contract_number=number, **_span(window)) for number in numbers))
    return len(numbers) == _BATCH


async def _announce_closing(session: AsyncSession, notices: NoticeRepository, rule: WindowRule, window: Window) -> bool:
    numbers = await notices.record("closing", rule, window, limit=_BATCH, unread_only=True)
    missing: dict[str, list[UnreadMeter]] = defaultdict(list)
    for meter in await notices.unread(numbers, rule, str(window.period)):
        missing[meter.contract_number].append(meter)
    await publish(session, *(_closing(number, found, window) for number, found in missing.items()))
    return len(numbers) == _BATCH


def _closing(number: str, found: Sequence[UnreadMeter], window: Window) -> ReadingWindowClosing:
    named = [
        MissingMeterData(serial=meter.serial, point=meter.point_code, address=meter.address) for meter in found[:_NAMED]
    ]
    return ReadingWindowClosing(contract_number=number, missing=len(found), meters=named, **_span(window))


def _span(window: Window) -> dict[str, object]:
    return {"period": str(window.period), "opens_at": window.opens_at, "closes_at": window.closes_at}


class AnnounceLoop:
    """A task of the worker; of several workers one is at it at a time."""

    def __init__(self, database: Database, pause: float = _PAUSE_SECONDS) -> None:
        self._database = database
        self._pause = pause

    async def run(self, stop: asyncio.Event) -> None:
        """Every `pause` seconds until `stop`. What a database that is away prevents, the next round does."""
        while not stop.is_set():
            more = False
            with suppress(SQLAlchemyError, OSError):
                async with self._database.session() as session:
                    more = await announce_windows(session, datetime.now(UTC))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0 if more else self._pause)
