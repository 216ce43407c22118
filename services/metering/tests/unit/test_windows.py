import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metering.domain.periods import Period, start_of
from metering.domain.policies import WindowPolicy
from metering.domain.windows import WindowRule, current_window, period_of_day, window_of

APARTMENT = WindowRule("premises_owner")
COMPANY = WindowRule("company")
periods = st.builds(Period, st.integers(2013, 2060), st.integers(1, 12))
rules = st.one_of(
    st.sampled_from([APARTMENT, COMPANY, WindowRule("sole_proprietor"), WindowRule("a kind nobody heard of")]),
    st.builds(WindowRule, st.just("company"), st.integers(1, 31), st.integers(1, 31)),
)
moments = st.datetimes(datetime(2013, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # given a zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_premises_in_an_apartment_house_send_from_the_23rd_to_the_end_of_the_26th() -> None:
    window = window_of(APARTMENT, Period(2026, 11))

    assert (window.opens_at, window.closes_at) == (utc("2026-11-22T21:00"), utc("2026-11-26T21:00"))


def test_a_company_sends_on_the_first_of_the_next_month() -> None:
    window = window_of(COMPANY, Period(2026, 11))

    assert (window.opens_at, window.closes_at) == (utc("2026-11-30T21:00"), utc("2026-12-01T21:00"))


@pytest.mark.parametrize(
    ("period", "last_day"),
    [
        (Period(2026, 10), date(2026, 11, 2)),  # the 1st is a Sunday
        (Period(2025, 12), date(2026, 1, 12)),  # the New Year holidays and the moved 9th
        (Period(2026, 4), date(2026, 5, 4)),  # a holiday, then a weekend
        (Period(2025, 10), date(2025, 11, 1)),  # a Saturday made a working day
    ],
)
def test_the_company_s_last_day_moves_off_a_day_of_rest(period: Period, last_day: date) -> None:
    assert window_of(COMPANY, period).closes_at == start_of(last_day + timedelta(days=1))


def test_the_apartment_house_s_last_day_does_not_move() -> None:
    assert date(2026, 9, 26).weekday() == 5

    assert window_of(APARTMENT, Period(2026, 9)).closes_at == start_of(date(2026, 9, 27))


@pytest.mark.parametrize(("month", "last"), [(2, 28), (4, 30), (12, 31)])
def test_days_past_the_end_of_the_month_mean_its_last_day(month: int, last: int) -> None:
    window = window_of(WindowRule("company", 31, 31), Period(2026, month))

    assert window.opens_at == start_of(date(2026, month, last))
    assert window.closes_at - window.opens_at == timedelta(days=1)


def test_a_registry_s_window_may_end_in_the_next_month() -> None:
    window = window_of(WindowRule("company", 25, 2), Period(2026, 12))

    assert (window.opens_at, window.closes_at) == (start_of(date(2026, 12, 25)), start_of(date(2027, 1, 3)))


def test_the_window_opens_and_closes_at_midnight_in_moscow() -> None:
    window = window_of(WindowRule("company", 23, 26), Period(2026, 11))

    assert not window.is_open(utc("2026-11-22T20:59:59"))
    assert window.is_open(utc("2026-11-22T21:00"))
    assert window.is_open(utc("2026-11-26T20:59:59"))
    assert not window.is_open(utc("2026-11-26T21:00"))


def test_the_reason_says_what_to_expect() -> None:
    window = window_of(APARTMENT, Period(2026, 11))

    assert "до конца 26.11.2026" in window.reason(utc("2026-11-24T09:00"))
    assert "откроется 23.11.2026" in window.reason(utc("2026-11-01T09:00"))
    assert "закончился 26.11.2026" in window.reason(utc("2026-11-27T09:00"))


def test_a_change_of_policy_in_mid_year_leaves_no_month_without_a_window() -> None:
    def policy(valid_from: date, opens: int, closes: int, month: int) -> WindowPolicy:
        return WindowPolicy("company", valid_from, opens, closes, month, "none", "", "")

    rows = (policy(date(2020, 1, 1), 1, 1, 1), policy(date(2026, 7, 1), 23, 26, 0))
    windows = [window_of(COMPANY, Period(2026, month), rows=rows) for month in range(1, 13)]

    assert windows[5].opens_at == start_of(date(2026, 7, 1))
    assert windows[6].opens_at == start_of(date(2026, 7, 23))
    assert all(one.closes_at <= other.opens_at for one, other in itertools.pairwise(windows))
    assert current_window(COMPANY, start_of(date(2026, 7, 2)), rows=rows).period == Period(2026, 7)


@given(rules, periods)
def test_a_window_is_whole_days_and_opens_before_it_closes(rule: WindowRule, period: Period) -> None:
    window = window_of(rule, period)

    assert window.opens_at < window.closes_at
    assert start_of(period.first_day) <= window.opens_at <= start_of(period.plus(1).first_day)


@given(rules, moments)
def test_the_current_window_is_open_or_the_next_to_open(rule: WindowRule, now: datetime) -> None:
    window = current_window(rule, now)

    assert now < window.closes_at
    assert window_of(rule, window.period.plus(-1)).closes_at <= now


@given(rules, periods)
def test_every_period_gets_its_turn(rule: WindowRule, period: Period) -> None:
    following = current_window(rule, window_of(rule, period).closes_at)

    assert following.period >= period.plus(1)


def test_a_value_of_the_first_belongs_to_the_month_before_for_a_company() -> None:
    assert period_of_day(COMPANY, date(2026, 12, 1)) == Period(2026, 11)
    assert period_of_day(COMPANY, date(2026, 12, 2)) == Period(2026, 12)
    assert period_of_day(APARTMENT, date(2026, 11, 27)) == Period(2026, 12)
