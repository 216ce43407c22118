"""When readings of a delivery point are taken: the days, the instants, and the sentence about them.

A window is [opens_at, closes_at): whole Moscow days as UTC instants. The registry's days win over the
supplier's rule for the kind of customer (domain.md 3.3 M1-M3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.working_days import next_working_day

from metering.domain import policies
from metering.domain.periods import Period, day_of, last_day_before, russian_date, start_of
from metering.domain.policies import WindowPolicy


@dataclass(frozen=True)
class WindowRule:
    """What decides a point's window: the kind of customer, and the registry's own days if it has them.
    When the closing day is less than the opening one it belongs to the next month."""

    kind: str
    opens_day: int | None = None
    closes_day: int | None = None


@dataclass(frozen=True)
class Window:
    """The window of one billing period."""

    period: Period
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Readings are taken at this instant."""
        return self.opens_at <= now < self.closes_at

    def reason(self, now: datetime) -> str:
        """Why it is open or closed, for the customer."""
        opens, closes = russian_date(day_of(self.opens_at)), russian_date(last_day_before(self.closes_at))
        if self.is_open(now):
            return f"Показания за {self.period.words} принимаются до конца {closes} (московское время)."
        if now < self.opens_at:
            return f"Приём показаний за {self.period.words} откроется {opens} и продлится до конца {closes}."
        return f"Приём показаний за {self.period.words} закончился {closes}."


def _policy(kind: str, period: Period, rows: Sequence[WindowPolicy]) -> WindowPolicy:
    of_kind = [row for row in rows if row.kind == kind] or [row for row in rows if row.kind == "company"]
    return policies.in_force(of_kind, period.first_day)


def window_of(rule: WindowRule, period: Period, *, rows: Sequence[WindowPolicy] | None = None) -> Window:
    """The window in which readings for the period are taken."""
    if rule.opens_day is not None and rule.closes_day is not None:
        opens = period.day(rule.opens_day)
        closes = period.plus(rule.closes_day < rule.opens_day).day(rule.closes_day)
    else:
        policy = _policy(rule.kind, period, rows or policies.window_policies())
        opens = period.plus(policy.month).day(policy.opens_day)
        closes = period.plus(policy.month).day(policy.closes_day)
        if policy.shift == "next_working_day":
            closes = next_working_day(closes)
    return Window(period, start_of(opens), start_of(closes + timedelta(days=1)))


def current_window(rule: WindowRule, now: datetime, *, rows: Sequence[WindowPolicy] | None = None) -> Window:
    """The window that is open now, else the next one to open."""
    period = Period.of(day_of(now)).plus(-2)
    while (window := window_of(rule, period, rows=rows)).closes_at <= now:
        period = period.plus(1)
    return window


def period_of_day(rule: WindowRule, day: date) -> Period:
    """The billing period to which a value taken on the day belongs: the first whose window is not over by then."""
    return current_window(rule, start_of(day)).period
