from datetime import date
from decimal import Decimal

from metering.domain.readings import Baseline, Dial
from metering.domain.replacement import closing_volumes
from metering.domain.zones import TariffZone

S = TariffZone.SINGLE


def closing(previous: str, final: str, multiplier: str = "40") -> Decimal:
    dial = Dial(4, 2, (S,), Decimal(multiplier))
    return closing_volumes(dial, Baseline(date(2026, 10, 25), {S: Decimal(previous)}), {S: Decimal(final)})[S]


def test_the_closing_values_end_the_old_meter_s_part() -> None:
    assert closing("1000.00", "1100.00") == 4000


def test_a_meter_that_rolled_over_before_it_was_taken_off_is_counted_through_zero() -> None:
    assert closing("9990.00", "0010.00", "1") == 20


def test_a_closing_value_below_the_last_counted_one_corrects_downwards() -> None:
    assert closing("1000.00", "990.00", "1") == -10
