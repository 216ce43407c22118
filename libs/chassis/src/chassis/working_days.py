"""The production calendar: which days nobody works. One for all services; the days are data, `working_days.toml`."""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, Any]:
    """working_days.toml as it stands."""
    return tomllib.loads(files("chassis").joinpath("working_days.toml").read_text("utf-8"))


@cache
def _moved(name: str) -> frozenset[date]:
    return frozenset(day for year in table()["year"] for day in year[name])


def is_day_off(day: date) -> bool:
    """A weekend, a public holiday or a day moved to rest."""
    if day in _moved("work"):
        return False
    return day.weekday() >= 5 or f"{day:%m-%d}" in table()["holidays"] or day in _moved("rest")


@cache
def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it (Civil Code of the RF, art. 193)."""
    while is_day_off(day):
        day += timedelta(days=1)
    return day
