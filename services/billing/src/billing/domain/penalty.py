"""What a late payment costs (domain.md 3.6 D3, D4). Denominators, cap, key rates are data: `data/penalties.toml`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from billing.domain.balance import OpenDebt
from billing.domain.calendar import load
from billing.domain.money import ZERO, to_kopecks


@dataclass(frozen=True, slots=True)
class PenaltyStep:
    """From this day overdue on: the debt times the rate by so much a day."""

    from_day: int
    denominator: int


@dataclass(frozen=True, slots=True)
class PenaltyPolicy:
    """What customers of these kinds pay for being late, from `valid_from` on. Not `verified`: an estimate."""

    kinds: frozenset[str]
    valid_from: date
    steps: Sequence[PenaltyStep]
    rate_cap: Decimal | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class KeyRate:
    """The key rate of the Bank of Russia, percent a year, from `valid_from` on."""

    valid_from: date
    percent: Decimal
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is owed for being late if everything is paid on a day."""

    pay_on: date
    amount: Decimal
    rate_percent: Decimal
    policy: PenaltyPolicy
    verified: bool


@cache
def policies() -> Sequence[PenaltyPolicy]:
    """Every policy that we know."""
    return [
        PenaltyPolicy(
            frozenset(row["kinds"]),
            row["valid_from"],
            [PenaltyStep(**step) for step in row["steps"]],
            Decimal(row["rate_cap"]) if row["rate_cap"] else None,
            row["verified"],
            row["source"],
        )
        for row in load("penalties.toml")["policy"]
    ]


@cache
def key_rates() -> Sequence[KeyRate]:
    """The history of the key rate, oldest first."""
    return [KeyRate(**row | {"percent": Decimal(row["percent"])}) for row in load("penalties.toml")["key_rate"]]


def forecast(debts: Iterable[OpenDebt], kind: str, pay_on: date) -> Forecast:
    """The penalty of these debts if they are paid on that day, at the rate in force then."""
    policy = _policy(kind, pay_on)
    rate = max((rate for rate in key_rates() if rate.valid_from <= pay_on), key=lambda one: one.valid_from)
    percent = min(rate.percent, policy.rate_cap) if policy.rate_cap else rate.percent
    amount = sum((penalty_of(debt.amount, debt.days_overdue(pay_on), policy, percent) for debt in debts), ZERO)
    return Forecast(pay_on, amount, percent, policy, policy.verified and rate.verified)


def penalty_of(debt: Decimal, days: int, policy: PenaltyPolicy, percent: Decimal) -> Decimal:
    """The penalty of one debt that is so many days overdue, to the kopeck."""
    ends = [step.from_day - 1 for step in policy.steps[1:]] + [days]
    total = Decimal(0)
    for step, end in zip(policy.steps, ends, strict=True):
        counted = min(end, days) - step.from_day + 1
        if counted > 0:
            total += debt * percent / 100 * counted / step.denominator
    return to_kopecks(total)


def _policy(kind: str, day: date) -> PenaltyPolicy:
    rows = [row for row in policies() if row.valid_from <= day]
    own = [row for row in rows if kind in row.kinds] or [row for row in rows if "company" in row.kinds]
    return max(own, key=lambda row: row.valid_from)
