"""Business days, and when bills and prepayments are due. The rules are data: see `data/`."""

import tomllib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from chassis.working_days import next_working_day

from billing.domain.money import ZERO, to_kopecks

MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, slots=True)
class Prepayment:
    """So many percent of the current month by this day of it."""

    day: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When customers of these kinds pay, from `valid_from` on (domain.md 3.6 D1)."""

    kinds: frozenset[str]
    valid_from: date
    final_day: int
    prepayments: Sequence[Prepayment]
    source: str


def load(name: str) -> dict[str, Any]:
    """A table of `data/`."""
    return tomllib.loads(files("billing.domain.data").joinpath(name).read_text())


@cache
def _terms() -> Sequence[PaymentTerms]:
    return [
        PaymentTerms(
            frozenset(row["kinds"]),
            row["valid_from"],
            row["final_day"],
            [Prepayment(part["day"], Decimal(part["percent"])) for part in row["prepayments"]],
            row["source"],
        )
        for row in load("payment_terms.toml")["terms"]
    ]


def terms_for(kind: str, day: date) -> PaymentTerms:
    """The terms in force on a day; of a kind that no row names, those of a company."""
    rows = [row for row in _terms() if row.valid_from <= day]
    own = [row for row in rows if kind in row.kinds] or [row for row in rows if "company" in row.kinds]
    return max(own, key=lambda row: row.valid_from)


def first_of(period: str) -> date:
    """The first day of a month `YYYY-MM`."""
    return date.fromisoformat(f"{period}-01")


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def day_of_month(month: date, day: int) -> date:
    """That day of the month, or its last one."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def due_date(told: date | None, period: str, kind: str) -> date:
    """When a bill of the period is due: the supplier's date or the terms', on a day off the next business day."""
    if told is None:
        after = month_after(first_of(period))
        told = day_of_month(after, terms_for(kind, first_of(period)).final_day)
    return next_working_day(told)


def prepayments(kind: str, last_gross: Decimal, today: date) -> list[tuple[date, Decimal]]:
    """What is still to be prepaid in the current month, counted from the last month's bill."""
    if last_gross <= ZERO:
        return []
    planned = [
        (next_working_day(day_of_month(today, part.day)), to_kopecks(last_gross * part.percent / 100))
        for part in terms_for(kind, today).prepayments
    ]
    return [(due, amount) for due, amount in planned if due >= today]


def moscow_day(now: datetime) -> date:
    """The day in Moscow, by which debts are due."""
    return now.astimezone(MOSCOW).date()
