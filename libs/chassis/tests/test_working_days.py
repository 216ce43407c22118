"""The production calendar against the published numbers of working days, and by its own rules."""

from datetime import date, timedelta

import pytest
from chassis.working_days import is_day_off, next_working_day, table
from hypothesis import given
from hypothesis import strategies as st

YEARS = table()["year"]


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-11-18", "2026-11-18"),
        ("2026-10-18", "2026-10-19"),  # a Sunday
        ("2026-01-01", "2026-01-12"),  # holidays to the 8th, the 9th moved, then a weekend
        ("2026-05-09", "2026-05-12"),  # a Saturday that is a holiday: Monday rests for it
        ("2024-04-27", "2024-04-27"),  # a working Saturday
        ("2025-12-31", "2026-01-12"),
    ],
)
def test_a_day_off_moves_to_the_next_working_day(day: str, moved: str) -> None:
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(moved)


@given(st.dates(date(2012, 1, 1), date(2050, 1, 1)))
def test_the_next_working_day_is_one_and_the_nearest(day: date) -> None:
    moved = next_working_day(day)

    assert not is_day_off(moved)
    assert all(is_day_off(day + timedelta(days=passed)) for passed in range((moved - day).days))


@pytest.mark.parametrize(("year", "published"), [(2024, 248), (2025, 247), (2026, 247)])
def test_a_year_has_as_many_working_days_as_was_published(year: int, published: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=passed) for passed in range(365 + (year % 4 == 0)))

    assert sum(not is_day_off(day) for day in days) == published


@pytest.mark.parametrize("row", YEARS, ids=lambda row: str(row["year"]))
def test_only_days_that_need_it_are_moved_and_each_year_names_its_source(row: dict[str, object]) -> None:
    assert row["source"]
    assert row["decree"]
    assert row["verified"] in (True, False)
    for name, at_weekend in (("rest", False), ("work", True)):
        for day in row[name]:  # type: ignore[attr-defined]  # a list of dates
            assert (day.year, day.weekday() >= 5) == (row["year"], at_weekend), day
            assert f"{day:%m-%d}" not in table()["holidays"]
