"""Business days, due dates, prepayments and penalties, with the vectors of their sources."""

from datetime import date, timedelta
from decimal import Decimal

from billing.domain.balance import OpenDebt
from billing.domain.calendar import due_date, prepayments
from billing.domain.penalty import PenaltyPolicy, PenaltyStep, forecast, key_rates, penalty_of, policies
from hypothesis import given
from hypothesis import strategies as st


def test_due_date_is_told_or_by_the_terms():
    assert due_date(date(2026, 10, 18), "2026-09", "company") == date(2026, 10, 19)
    assert due_date(None, "2026-10", "company") == date(2026, 11, 18)
    assert due_date(None, "2026-12", "premises_owner") == date(2027, 1, 18)


def test_prepayments_of_the_month_that_are_still_to_come():
    base = Decimal("1000.01")
    assert prepayments("company", base, date(2026, 11, 5)) == [
        (date(2026, 11, 10), Decimal("300.00")),
        (date(2026, 11, 25), Decimal("400.00")),
    ]
    assert prepayments("company", base, date(2026, 11, 11)) == [(date(2026, 11, 25), Decimal("400.00"))]
    assert prepayments("company", Decimal(0), date(2026, 11, 5)) == []


def test_every_figure_has_a_source_and_says_whether_it_is_verified():
    assert all(row.source and row.verified in {True, False} for row in [*policies(), *key_rates()])
    assert [rate.valid_from for rate in key_rates()] == sorted(rate.valid_from for rate in key_rates())


def test_penalty_of_a_hundred_and_thirty_days():
    debts = [OpenDebt(date(2026, 6, 1), Decimal("10000.00")), OpenDebt(date(2027, 1, 1), Decimal("5.00"))]
    made = forecast(debts, "company", date(2026, 6, 1) + timedelta(days=130))
    assert (made.rate_percent, made.amount, made.verified) == (Decimal("9.5"), Decimal("950.00"), False)


def test_steps_of_the_denominator():
    steps = [PenaltyStep(1, 300), PenaltyStep(61, 170), PenaltyStep(91, 130)]
    policy = PenaltyPolicy(frozenset({"x"}), date.min, steps, None, verified=False, source="test")
    percent, debt = Decimal(10), Decimal(30000)
    assert penalty_of(debt, 60, policy, percent) == Decimal("600.00")
    assert penalty_of(debt, 61, policy, percent) == Decimal("617.65")
    assert penalty_of(debt, 0, policy, percent) == 0
    late = PenaltyPolicy(frozenset({"x"}), date.min, [PenaltyStep(31, 300)], None, verified=False, source="test")
    assert penalty_of(debt, 30, late, percent) == 0
    assert penalty_of(debt, 31, late, percent) == Decimal("10.00")


@given(st.integers(0, 400), st.integers(1, 10**9))
def test_a_day_more_costs_no_less(days, kopecks):
    policy = max((row for row in policies() if "managing_company" in row.kinds), key=lambda row: row.valid_from)
    debt = Decimal(kopecks) / 100
    costs = [penalty_of(debt, passed, policy, Decimal("9.5")) for passed in (days, days + 1)]
    assert costs == sorted(costs)
