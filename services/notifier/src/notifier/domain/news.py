"""News of contracts: what is still news, and how several make one letter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

MOSCOW: Final = ZoneInfo("Europe/Moscow")
NAMED: Final = 20
"""So many are told one by one in a letter; of more it says only how many."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell the holder of a contract, and because of which event."""

    contract_number: str
    event_id: UUID
    told_at: datetime
    """When the event said it."""
    happened_on: date
    """The day of the fact itself, in Moscow: a feed tells old facts today."""
    fact: Mapping[str, Any]
    useful_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How holders are told: nothing older than `news_for`, and nothing at once but after `quiet` without more of
    the same kind (in all no longer than `longest`), so that 500 readings make one letter."""

    news_for: timedelta
    quiet: timedelta
    longest: timedelta

    def is_recent(self, told_at: datetime, now: datetime) -> bool:
        """An event of then is not history."""
        return told_at >= now - self.news_for

    def is_news(self, news: News, now: datetime) -> bool:
        """Neither history nor of no use any more."""
        is_recent = self.is_recent(news.told_at, now) and news.happened_on >= moscow_day(now - self.news_for)
        return is_recent and (news.useful_until is None or news.useful_until > now)


def gather(facts: Mapping[str, Any], more: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts of a letter with these added: `items`, at most NAMED of them, and `more`, how many are left out."""
    items = [*facts.get("items", ()), *more]
    return {"items": items[:NAMED], "more": facts.get("more", 0) + len(items[NAMED:])}


def moscow_day(moment: datetime) -> date:
    """The day it is in Moscow then."""
    return moment.astimezone(MOSCOW).date()


def end_of_day(day: date) -> datetime:
    """The midnight in Moscow that ends the day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), MOSCOW)
