"""What payments pay for, and that the order in which things came does not matter."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from billing.domain.allocation import Debt, Money, allocate, unallocated
from billing.domain.balance import BUCKETS, OpenDebt, age, bucket_of, next_due, overdue
from hypothesis import given
from hypothesis import strategies as st

START = date(2026, 1, 18)


def debt(month: int, gross: str, number: int = 0) -> Debt:
    due = START + timedelta(days=30 * month)
    return Debt(UUID(int=1000 + month * 10 + number), f"2026-{month:02}", due, Decimal(gross))


def money(number: int, amount: str, *stated: tuple[str, str]) -> Money:
    told = [(period, Decimal(part)) for period, part in stated]
    return Money(UUID(int=number), START + timedelta(days=number), Decimal(amount), told)


def paid(debts, moneys) -> list[Decimal]:
    made = allocate(debts, moneys)
    return [made.paid.get(one.id, Decimal(0)) for one in debts]


def test_the_oldest_debt_is_paid_first_and_the_rest_waits():
    made = allocate([debt(2, "50"), debt(1, "100")], [money(1, "120")])
    assert [(part.period, part.amount) for part in made.parts[UUID(int=1)]] == [("2026-01", 100), ("2026-02", 20)]
    late = allocate([debt(1, "100")], [money(1, "120")])
    assert unallocated(money(1, "120"), late.parts[UUID(int=1)]) == 20
    assert late.settled_until == date.max


def test_a_stated_period_is_paid_before_older_debts():
    assert paid([debt(1, "100"), debt(2, "50")], [money(1, "50", ("2026-02", "50"))]) == [0, 50]


def test_what_is_stated_for_a_month_without_a_charge_waits_for_it():
    assert paid([debt(1, "100")], [money(1, "50", ("2026-02", "50"))]) == [0]
    assert paid([debt(1, "100"), debt(2, "40")], [money(1, "50", ("2026-02", "50"))]) == [10, 40]


def test_a_credit_is_money():
    assert paid([debt(1, "100"), debt(2, "-30")], []) == [30, -30]


def test_a_charge_after_everything_is_settled_changes_nothing():
    debts, moneys = [debt(1, "100"), debt(2, "50")], [money(1, "150")]
    made = allocate(debts, moneys)
    assert made.settled_until == debt(2, "50").due_on
    assert paid([*debts, debt(3, "10")], moneys) == [100, 50, 0]


kopecks = st.integers(1, 100_000).map(lambda number: str(Decimal(number) / 100))
some_debts = st.lists(
    st.tuples(st.integers(1, 9), kopecks, st.booleans()), max_size=8, unique_by=lambda drawn: drawn[0]
).map(lambda drawn: [debt(month, f"-{gross}" if credit else gross) for month, gross, credit in drawn])
some_money = st.lists(
    st.tuples(kopecks, st.lists(st.tuples(st.integers(1, 9), st.integers(1, 40)), max_size=2)), max_size=8
).map(
    lambda drawn: [
        money(
            index + 1,
            amount,
            *[
                (f"2026-{month:02}", str((Decimal(amount) * share / 100).quantize(Decimal("0.01"))))
                for month, share in told
            ],
        )
        for index, (amount, told) in enumerate(drawn)
    ]
)


@given(some_debts, some_money, st.randoms())
def test_order_does_not_matter_and_nothing_is_lost(debts, moneys, random):
    made = allocate(debts, moneys)
    shuffled_debts, shuffled_moneys = debts[:], moneys[:]
    random.shuffle(shuffled_debts)
    random.shuffle(shuffled_moneys)
    again = allocate(shuffled_debts, shuffled_moneys)
    assert (dict(again.paid), again.settled_until) == (dict(made.paid), made.settled_until)
    left = sum((unallocated(one, made.parts.get(one.id, [])) for one in moneys), Decimal(0))
    open_sum = sum((one.gross - made.paid.get(one.id, 0) for one in debts), Decimal(0))
    assert open_sum - left == sum(one.gross for one in debts) - sum(one.amount for one in moneys)
    for one in debts:
        assert 0 <= made.paid.get(one.id, 0) <= one.gross or one.gross < made.paid.get(one.id, 0) <= 0 or one.gross < 0
    assert all(unallocated(one, made.parts.get(one.id, [])) >= 0 for one in moneys)


@given(some_debts, some_money, kopecks)
def test_a_charge_due_after_the_settled_day_takes_no_money(debts, moneys, gross):
    made = allocate(debts, moneys)
    new = Debt(UUID(int=1), "2027-12", date(2027, 12, 31), Decimal(gross))
    if new.due_on > made.settled_until:
        after = allocate([*debts, new], moneys)
        assert after.paid.get(new.id, 0) == 0
        assert {key: value for key, value in after.paid.items() if value} == {k: v for k, v in made.paid.items() if v}


def test_buckets_begin_and_end_where_they_say():
    bounds = {0: "not_due", 1: "1-30", 30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90", 91: "90+"}
    assert {days: bucket_of(days) for days in bounds} == bounds


@given(st.lists(st.tuples(st.integers(-400, 400), st.integers(1, 10**9))))
def test_aging_adds_up(drawn):
    today = date(2026, 11, 24)
    debts = [OpenDebt(today - timedelta(days=days), Decimal(amount) / 100) for days, amount in drawn]
    aging = age(debts, today)
    assert list(aging) == list(BUCKETS)
    assert sum(aging.values()) == sum(one.amount for one in debts)
    arrears, since = overdue(debts, today)
    assert arrears == sum(aging.values()) - aging["not_due"]
    assert (since is None) == (arrears == 0)
    coming = next_due(debts, today)
    assert (coming is None) == (aging["not_due"] == 0)
