from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from metering.domain.consumption import By, ConsumptionItem, series, with_missing_days
from metering.domain.intervals import IntervalBlock
from metering.domain.periods import start_of

DAY = date(2026, 11, 24)


def day_with(**missing: int) -> IntervalBlock:
    """Two kWh an hour, less the half-hours whose index is named."""
    values: list[Decimal | None] = [Decimal(1)] * 48
    for index in missing.values():
        values[index] = None
    return IntervalBlock(DAY, 30, tuple(values))


def shown(items: list[ConsumptionItem]) -> list[tuple[str, Decimal | None, int]]:
    return [(item.start, item.volume_kwh, item.missing) for item in items]


def test_half_hours_are_summed_by_hour_day_and_month() -> None:
    assert shown(series([day_with()], By.HOUR))[0] == ("2026-11-23T21:00:00Z", Decimal(2), 0)
    assert shown(series([day_with()], By.DAY)) == [("2026-11-24", Decimal(48), 0)]
    assert shown(series([day_with()], By.MONTH)) == [("2026-11", Decimal(48), 0)]


def test_a_volume_knows_when_it_begins_and_ends() -> None:
    day, month, hour = (series([day_with()], by)[0] for by in (By.DAY, By.MONTH, By.HOUR))

    assert (day.begins, day.ends) == (start_of(DAY), start_of(date(2026, 11, 25)))
    assert (month.begins, month.ends) == (start_of(date(2026, 11, 1)), start_of(date(2026, 12, 1)))
    assert (hour.begins, hour.ends - hour.begins) == (start_of(DAY), timedelta(hours=1))


def test_an_hour_without_values_is_a_gap() -> None:
    gaps = [item for item in series([day_with(a=2, b=3)], By.HOUR) if item.gap]

    assert shown(gaps) == [("2026-11-23T22:00:00Z", None, 2)]


def test_an_hour_known_in_part_shows_its_half_and_its_gap() -> None:
    assert shown(series([day_with(a=3)], By.HOUR))[1:3] == [
        ("2026-11-23T22:00:00Z", Decimal(1), 0),
        ("2026-11-23T22:30:00Z", None, 1),
    ]


def test_a_day_known_in_part_says_how_much_is_missing() -> None:
    assert shown(series([day_with(a=3)], By.DAY)) == [("2026-11-24", Decimal(47), 1)]


def test_days_without_data_between_others_are_gaps() -> None:
    blocks = [day_with(), replace(day_with(), day=date(2026, 11, 26))]

    assert shown(series(with_missing_days(blocks), By.DAY))[1] == ("2026-11-25", None, 48)
    assert with_missing_days([]) == []


@given(st.lists(st.one_of(st.none(), st.decimals(min_value=0, max_value=1000, places=7)), min_size=48, max_size=48))
def test_the_sum_is_the_same_to_the_last_digit_by_any_step(values: list[Decimal | None]) -> None:
    block = IntervalBlock(DAY, 30, tuple(values))

    for by in By:
        assert sum(item.volume_kwh or Decimal() for item in series([block], by)) == block.kwh
