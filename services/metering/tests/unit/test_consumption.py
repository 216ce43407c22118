from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from metering.domain.consumption import By, ConsumptionItem, empty_days, series
from metering.domain.intervals import IntervalBlock
from metering.domain.periods import start_of

DAY = date(2026, 11, 24)


def day_with(**missing: int) -> IntervalBlock:
    """Two kWh an hour, less the half-hours whose index is named."""
    values: list[Decimal | None] = [Decimal(1)] * 48
    for index in missing.values():
        values[index] = None
    return IntervalBlock(DAY, 30, tuple(values))


def test_half_hours_are_summed_by_hour_day_and_month() -> None:
    assert series([day_with()], By.HOUR)[0] == ConsumptionItem("2026-11-23T21:00:00Z", Decimal(2))
    assert series([day_with()], By.DAY) == [ConsumptionItem("2026-11-24", Decimal(48))]
    assert series([day_with()], By.MONTH) == [ConsumptionItem("2026-11", Decimal(48))]


def test_an_hour_without_values_is_a_gap() -> None:
    gaps = [item for item in series([day_with(a=2, b=3)], By.HOUR) if item.gap]

    assert gaps == [ConsumptionItem("2026-11-23T22:00:00Z", None, missing=2)]


def test_an_hour_known_in_part_shows_its_half_and_its_gap() -> None:
    first, second = series([day_with(a=3)], By.HOUR)[1:3]

    assert first == ConsumptionItem("2026-11-23T22:00:00Z", Decimal(1), missing=1)
    assert second == ConsumptionItem("2026-11-23T22:30:00Z", None, missing=1)


def test_a_day_known_in_part_says_how_much_is_missing() -> None:
    assert series([day_with(a=3)], By.DAY) == [ConsumptionItem("2026-11-24", Decimal(47), missing=1)]


def test_a_day_of_nothing_is_a_gap() -> None:
    empty = empty_days(start_of(DAY), start_of(date(2026, 11, 26)), {DAY})

    assert series(empty, By.DAY) == [ConsumptionItem("2026-11-25", None, missing=24)]


@given(st.lists(st.one_of(st.none(), st.decimals(min_value=0, max_value=1000, places=7)), min_size=48, max_size=48))
def test_the_sum_is_the_same_to_the_last_digit_by_any_step(values: list[Decimal | None]) -> None:
    block = IntervalBlock(DAY, 30, tuple(values))

    for by in By:
        assert sum(item.volume_kwh or Decimal() for item in series([block], by)) == block.kwh
