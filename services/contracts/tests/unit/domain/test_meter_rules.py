from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from contracts.domain.contract import Meter, RegisterValues
from contracts.domain.meter_rules import fits_dial, meter_flaws, zones_go_together

METER = Meter(
    serial="41234567",
    model=None,
    multiplier=Decimal(40),
    digits=6,
    decimals=2,
    zones=["DAY", "NIGHT"],
    remote_read=False,
    installed_on=date(2023, 1, 1),
    next_verification_on=None,
    initial=RegisterValues(date(2026, 9, 30), {"DAY": Decimal("1000.00"), "NIGHT": Decimal("500.00")}),
    removed_on=None,
    final=None,
)
FINAL = RegisterValues(date(2026, 10, 31), {"DAY": Decimal("1100.00"), "NIGHT": Decimal("550.00")})


def codes(meter: Meter) -> list[str]:
    return [f"{flaw.pointer} {flaw.code}" for flaw in meter_flaws(meter, "")]


def test_a_sound_meter():
    assert codes(METER) == []
    assert codes(replace(METER, removed_on=date(2026, 10, 31), final=FINAL)) == []


@pytest.mark.parametrize("zones", [["SINGLE"], ["DAY", "NIGHT"], ["PEAK", "HALF_PEAK", "NIGHT"]])
def test_zones_that_go_together(zones):
    assert zones_go_together(zones)


@pytest.mark.parametrize("zones", [[], ["DAY"], ["SINGLE", "DAY"], ["DAY", "DAY"], ["SINGLE", "SINGLE"]])
def test_zones_that_do_not(zones):
    assert not zones_go_together(zones)


@pytest.mark.parametrize("value", ["0", "999999.99", "000012", "5.1"])
def test_values_that_the_dial_can_show(value):
    assert fits_dial(Decimal(value), digits=6, decimals=2)


@pytest.mark.parametrize("value", ["1000000", "999999.999", "0.001"])
def test_values_that_it_can_not(value):
    assert not fits_dial(Decimal(value), digits=6, decimals=2)


def test_values_of_other_zones_are_refused():
    other = RegisterValues(date(2026, 9, 30), {"DAY": Decimal(1)})
    assert codes(replace(METER, initial=other)) == ["/initial/values values_zones"]


def test_a_final_value_needs_a_removal():
    assert codes(replace(METER, final=FINAL)) == ["/final final_without_removal"]


def test_dates_follow_each_other():
    early = RegisterValues(date(2020, 1, 1), FINAL.values)
    removed = replace(METER, removed_on=date(2022, 1, 1), final=early)
    assert codes(removed) == ["/removed_on dates_order", "/final/taken_on dates_order"]
