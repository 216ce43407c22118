from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metering.domain.assessment import Assessment, assess
from metering.domain.periods import Period
from metering.domain.readings import Baseline, Context, DecreasedError, Dial, ZoneValues
from metering.domain.warnings import WarningCode
from metering.domain.zones import TariffZone

D, N, S = TariffZone.DAY, TariffZone.NIGHT, TariffZone.SINGLE
NOVEMBER = Period(2026, 11)


def volumes(day: int, night: int) -> ZoneValues:
    return {D: Decimal(day), N: Decimal(night)}


def two_zones(history: list[ZoneValues] | None = None, *, max_power: str | None = "150") -> Context:
    power = Decimal(max_power) if max_power else None
    dial = Dial(6, 2, (D, N), Decimal(40), power)
    baseline = Baseline(date(2026, 10, 25), {D: Decimal("1000.00"), N: Decimal("500.00")})
    return Context(dial, baseline, history or [])


def assess_volumes(context: Context, day: str, night: str) -> Assessment:
    """Assesses values that are so many kWh (before the multiplier) above the baseline."""
    values = {D: Decimal("1000.00") + Decimal(day), N: Decimal("500.00") + Decimal(night)}
    return assess(context, values, taken_on=date(2026, 11, 24), period=NOVEMBER)


def codes(assessment: Assessment) -> list[tuple[str, TariffZone | None]]:
    return [(warning.code.value, warning.zone) for warning in assessment.warnings]


def test_a_volume_is_the_difference_times_the_multiplier() -> None:
    assessment = assess_volumes(two_zones(), "100.00", "50.50")

    assert assessment.volumes == {D: Decimal(4000), N: Decimal(2020)}
    assert assessment.warnings == []


def test_a_fractional_multiplier_loses_nothing() -> None:
    context = Context(Dial(6, 2, (S,), Decimal("1.5")), Baseline(date(2026, 10, 25), {S: Decimal("0.00")}))

    assessment = assess(context, {S: Decimal("0.03")}, taken_on=date(2026, 11, 24), period=NOVEMBER)

    assert assessment.volumes == {S: Decimal("0.045")}


def test_the_forecast_carries_the_volume_on_to_the_whole_month() -> None:
    assessment = assess_volumes(two_zones(), "10.00", "5.00")

    assert assessment.forecast == {D: Decimal("400.00"), N: Decimal("200.00")}


def test_first_values_have_no_volume_and_no_doubts() -> None:
    context = Context(Dial(6, 2, (S,), Decimal(1)), None)

    assert assess(context, {S: Decimal(5)}, taken_on=date(2026, 11, 24), period=NOVEMBER).volumes == {S: 0}


def test_equal_to_the_previous_is_zero_consumption() -> None:
    assessment = assess_volumes(two_zones(), "0", "0")

    assert assessment.volumes == {D: 0, N: 0}
    assert assessment.warnings == []


def test_zero_after_consumption_is_a_doubt() -> None:
    assert codes(assess_volumes(two_zones([volumes(100, 50)]), "0", "1")) == [("zero", D)]


def test_zero_after_zero_is_no_doubt() -> None:
    assert codes(assess_volumes(two_zones([volumes(0, 50)]), "0", "1")) == []


def test_below_the_previous_is_refused() -> None:
    with pytest.raises(DecreasedError) as caught:
        assess_volumes(two_zones(), "-100", "5")

    assert (caught.value.zone, caught.value.previous) == (D, Decimal("1000.00"))


def single(previous: str, *, max_power: str | None, digits: int = 4) -> Context:
    power = Decimal(max_power) if max_power else None
    return Context(Dial(digits, 0, (S,), Decimal(1), power), Baseline(date(2026, 10, 25), {S: Decimal(previous)}))


def test_a_plausible_rollover_is_a_doubt_with_the_volume_through_zero() -> None:
    assessment = assess(single("9990", max_power="5"), {S: Decimal(20)}, taken_on=date(2026, 11, 24), period=NOVEMBER)

    assert assessment.volumes == {S: Decimal(30)}
    assert codes(assessment) == [("rollover", S)]


@pytest.mark.parametrize(("value", "refused"), [("590", False), ("591", True)])
def test_a_rollover_is_believed_up_to_the_maximum_power_times_the_hours(value: str, refused: bool) -> None:
    context = single("9990", max_power="0.83333")  # x 30 days x 24 h = 599.99
    context = single("9990", max_power="0.8334") if not refused else context
    if not refused:
        assert assess(context, {S: Decimal(value)}, taken_on=date(2026, 11, 24), period=NOVEMBER).volumes
        return
    with pytest.raises(DecreasedError):
        assess(context, {S: Decimal(value)}, taken_on=date(2026, 11, 24), period=NOVEMBER)


def test_without_a_known_power_a_rollover_is_believed_up_to_a_tenth_of_the_dial() -> None:
    context = single("9990", max_power=None)

    assert assess(context, {S: Decimal(990)}, taken_on=date(2026, 11, 24), period=NOVEMBER).volumes == {S: 1000}
    with pytest.raises(DecreasedError):
        assess(context, {S: Decimal(991)}, taken_on=date(2026, 11, 24), period=NOVEMBER)


def test_more_than_the_maximum_power_can_use_is_a_doubt() -> None:
    # 150 kW x 24 h x 30 days = 108,000 kWh; the multiplier is 40
    assert codes(assess_volumes(two_zones(), "2000", "700")) == []
    assert codes(assess_volumes(two_zones(), "2000", "700.01")) == [("exceeds_capacity", None)]
    assert codes(assess_volumes(two_zones(max_power=None), "2000", "1000")) == []


def test_a_reading_of_the_same_day_has_the_capacity_of_a_day() -> None:
    context = single("0", max_power="1")

    def codes_of(value: int) -> list[tuple[str, TariffZone | None]]:
        return codes(assess(context, {S: Decimal(value)}, taken_on=date(2026, 10, 25), period=NOVEMBER))

    assert codes_of(24) == []
    assert codes_of(25) == [("exceeds_capacity", S)]


def test_three_times_the_average_is_a_doubt_from_three_values_on() -> None:
    usual = [volumes(400, 200)] * 3  # 600 kWh: 15 on the dial

    assert codes(assess_volumes(two_zones(usual), "30", "15")) == []
    assert codes(assess_volumes(two_zones(usual), "30", "15.01")) == [("exceeds_average", None)]
    assert codes(assess_volumes(two_zones(usual[:2]), "30", "15.01")) == []


def test_the_average_is_of_the_last_twelve() -> None:
    history = [volumes(400, 200)] * 12 + [volumes(400_000, 200_000)]

    assert codes(assess_volumes(two_zones(history), "30", "15.01")) == [("exceeds_average", None)]


def test_one_zone_that_jumps_alone_is_a_doubt() -> None:
    usual = [volumes(4000, 400)] * 3

    assert codes(assess_volumes(two_zones(usual), "100", "31")) == [("zone_spike", N)]


def test_a_night_share_far_from_the_usual_is_a_doubt() -> None:
    usual = [volumes(800, 200)] * 3

    assert ("night_share", N) in codes(assess_volumes(two_zones(usual), "10", "15"))
    assert codes(assess_volumes(two_zones([volumes(200, 800)] * 3), "5", "20")) == []


def test_zones_that_were_swapped_are_noticed_without_any_history() -> None:
    assert codes(assess_volumes(two_zones(), "1", "10")) == [("night_share", N)]
    assert codes(assess_volumes(two_zones(), "0", "10")) == []


def test_only_doubts_that_were_not_accepted_stand_in_the_way() -> None:
    assessment = assess_volumes(two_zones([volumes(100, 50)]), "2800", "0")

    assert [warning.code for warning in assessment.unaccepted(["exceeds_capacity"])] == [WarningCode.ZERO]
    assert assessment.unaccepted(["exceeds_capacity", "zero"]) == []


dial_values = st.decimals(min_value=0, max_value=Decimal("9999.99"), places=2)


@given(dial_values, dial_values)
def test_no_volume_is_ever_negative_nor_above_one_turn_of_the_dial(previous: Decimal, current: Decimal) -> None:
    context = Context(Dial(4, 2, (S,), Decimal(40)), Baseline(date(2026, 10, 25), {S: previous}))
    try:
        volume = assess(context, {S: current}, taken_on=date(2026, 11, 24), period=NOVEMBER).volumes[S]
    except DecreasedError:
        assert current < previous
        return
    assert 0 <= volume < 40 * 10_000
    assert (previous + volume / 40) % 10_000 == current
