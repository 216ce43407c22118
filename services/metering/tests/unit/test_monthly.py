from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from metering.domain.consumption import ConsumptionItem, month_item
from metering.domain.intervals import IntervalBlock
from metering.domain.monthly import MonthlyMeter, by_month
from metering.domain.periods import Period
from metering.domain.windows import WindowRule
from metering.domain.zones import TariffZone

S = TariffZone.SINGLE
NOW = datetime(2026, 11, 24, tzinfo=UTC)
APARTMENT, COMPANY = WindowRule("premises_owner"), WindowRule("company")


def create_meter(
    opened_on: date | None = date(2026, 8, 31),
    rule: WindowRule = COMPANY,
    removed_on: date | None = None,
    *,
    awaited: bool = True,
) -> MonthlyMeter:
    return MonthlyMeter(uuid4(), "1", [S], rule, awaited=awaited, opened_on=opened_on, removed_on=removed_on)


def months(
    meter: MonthlyMeter,
    *readings: tuple[UUID, TariffZone, ConsumptionItem],
    blocks: list[IntervalBlock] | None = None,
) -> list[tuple[str, Decimal | None]]:
    found = by_month([meter], readings, {meter.id: blocks or []}, first=Period(2026, 8), last=Period(2026, 12), now=NOW)
    return [(item.start, item.volume_kwh) for one in found for item in one.items]


def reading(meter: MonthlyMeter, month: int, volume: int, year: int = 2026) -> tuple[UUID, TariffZone, ConsumptionItem]:
    return meter.id, S, month_item(Period(year, month), Decimal(volume))


def day(month: int) -> IntervalBlock:
    return IntervalBlock(date(2026, month, 1), 60, (Decimal(1),) * 24)


@pytest.mark.parametrize(
    ("opened_on", "rule", "gaps"),
    [
        (date(2026, 8, 31), COMPANY, ["2026-09", "2026-10"]),  # the eve of the window for August is its value
        (date(2026, 9, 1), COMPANY, ["2026-09", "2026-10"]),
        (date(2026, 9, 30), APARTMENT, ["2026-10"]),
        (date(2026, 10, 25), APARTMENT, []),
        (None, COMPANY, []),
    ],
)
def test_a_month_whose_window_is_over_without_a_reading_is_a_gap(
    opened_on: date | None, rule: WindowRule, gaps: list[str]
) -> None:
    assert months(create_meter(opened_on, rule)) == [(gap, None) for gap in gaps]


def test_nothing_is_awaited_of_a_meter_after_it_was_taken_off() -> None:
    assert months(create_meter(removed_on=date(2026, 9, 15))) == [("2026-09", None)]


def test_a_reading_wins_over_interval_data_of_its_month() -> None:
    meter = create_meter()

    assert months(meter, reading(meter, 9, 500), blocks=[day(9), day(10)]) == [
        ("2026-09", Decimal(500)),
        ("2026-10", Decimal(24)),
    ]


def test_days_and_months_without_data_between_others_are_told() -> None:
    meter = create_meter(awaited=False)

    (one,) = by_month([meter], [], {meter.id: [day(8), day(10)]}, first=Period(2026, 8), last=Period(2026, 12), now=NOW)

    assert [(item.start, item.volume_kwh, item.missing) for item in one.items] == [
        ("2026-08", Decimal(24), 30 * 24),
        ("2026-09", None, 30 * 24),
        ("2026-10", Decimal(24), 0),
    ]


def test_a_month_knows_the_same_one_a_year_ago_and_the_year_before_is_not_shown() -> None:
    meter = create_meter(None)
    past, now = reading(meter, 9, 400, 2025), reading(meter, 9, 500)

    (one,) = by_month([meter], [past, now], {}, first=Period(2026, 8), last=Period(2026, 12), now=NOW)

    assert [(item.start, item.year_ago_kwh) for item in one.items] == [("2026-09", Decimal(400))]
