"""Billing periods (calendar months) and days, both by Europe/Moscow."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)


def start_of(day: date) -> datetime:
    """The instant (UTC) at which the day begins in Moscow."""
    return datetime.combine(day, time(), MOSCOW).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """The Moscow day that holds the instant."""
    return instant.astimezone(MOSCOW).date()


class Period(NamedTuple):
    """A month, written YYYY-MM."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads YYYY-MM; anything else is a ValueError."""
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
            raise ValueError(text)
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that holds the day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        """The 1st."""
        return date(self.year, self.month, 1)

    @property
    def days(self) -> int:
        """28 to 31."""
        return monthrange(self.year, self.month)[1]

    @property
    def words(self) -> str:
        """«ноябрь 2026»."""
        return f"{_MONTHS[self.month - 1]} {self.year}"

    def day(self, number: int) -> date:
        """The day of that number; past the month's end it is the last day."""
        return date(self.year, self.month, min(number, self.days))

    def plus(self, months: int) -> "Period":
        """The period so many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)


def russian_date(day: date) -> str:
    """26.11.2026."""
    return f"{day:%d.%m.%Y}"


def last_day_before(instant: datetime) -> date:
    """The last whole day before an exclusive end, for «до конца 26.11.2026»."""
    return day_of(instant - timedelta(microseconds=1))
