"""The demo contract's year agrees with itself: half-hours, readings on bills, the registry, sums, payments."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from localrun import history
from localrun.registry import contracts


def test_bills_follow_each_other_and_end_at_the_registry() -> None:
    told = [charge for charge in history.charges() if "previous" in charge["lines"][0]]
    for earlier, later in pairwise(told):
        assert [line["current"] for line in earlier["lines"]] == [line["previous"] for line in later["lines"]]
    registered = [
        value
        for point in contracts()[0]["delivery_points"]
        for meter in point["meters"]
        for value in meter["initial"]["values"].values()
    ]
    assert [line["current"] for line in told[-1]["lines"]] == registered


def test_a_bill_is_the_sum_of_its_half_hours() -> None:
    store = history.sites()[1]
    days = [date(2026, 10, day) for day in range(1, 32)]
    moved = sum((value for day in days for value in history.half_hours(store, day)), Decimal())
    assert Decimal(history.charges()[-1]["lines"][-1]["volume_kwh"]) == moved * store.multiplier


def test_all_but_the_last_bill_are_paid() -> None:
    due = {charge["period"]: Decimal(charge["gross"]) for charge in history.charges()}
    left = [due[paid["allocations"][0]["period"]] - Decimal(paid["amount"]) for paid in history.payments()]
    assert left[:-1] == [0] * 11
    assert left[-1] > 0


def test_the_same_day_gives_the_same_archive() -> None:
    assert history.interval_archive(date(2025, 8, 5)) == history.interval_archive(date(2025, 8, 5))
