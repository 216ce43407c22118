"""Loads the effective-dated rules of `data/` once, into frozen values."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


_Rule = TypeVar("_Rule", bound=_Dated)


@dataclass(frozen=True)
class WindowPolicy:
    """When customers of a kind send readings, from `valid_from` on (domain.md 3.3 M1-M3)."""

    kind: str
    valid_from: date
    opens_day: int
    closes_day: int
    month: int
    shift: str
    title: str
    source: str


@dataclass(frozen=True)
class Thresholds:
    """What makes a reading look wrong, from `valid_from` on (domain.md 3.3 M8, M9)."""

    valid_from: date
    average_factor: Decimal
    history_periods: int
    history_least: int
    zone_factor: Decimal
    night_step: Decimal
    night_ceiling: Decimal
    rollover_share: Decimal
    source: str


def in_force(rules: Sequence[_Rule], on: date) -> _Rule:
    """The rule with the latest `valid_from` not after the day; the first one for days before them all."""
    started = [rule for rule in rules if rule.valid_from <= on]
    return max(started, key=lambda rule: rule.valid_from) if started else min(rules, key=lambda rule: rule.valid_from)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("metering.domain.data").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def window_policies() -> tuple[WindowPolicy, ...]:
    """All rows of windows.toml."""
    return tuple(WindowPolicy(**row) for row in _data("windows")["window"])


@cache
def thresholds() -> tuple[Thresholds, ...]:
    """All rows of thresholds.toml."""
    return tuple(Thresholds(**_with_decimals(row)) for row in _data("thresholds")["thresholds"])


def _with_decimals(row: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(v) if isinstance(v, str) and name != "source" else v for name, v in row.items()}
