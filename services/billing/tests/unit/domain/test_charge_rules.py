"""Sums of charges: lines to totals, VAT by line or by document, to the kopeck."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from billing.domain.charge_rules import charge_flaws
from billing.domain.money import KOPECK, to_kopecks, vat_of
from hypothesis import given
from hypothesis import strategies as st


@dataclass(frozen=True)
class Sums:
    net: Decimal
    vat: Decimal
    gross: Decimal
    vat_rate: Decimal | None = Decimal(22)


def line(net: str, vat: str | None = None, rate: str | None = "22") -> Sums:
    parsed = Decimal(net)
    percent = Decimal(rate) if rate is not None else None
    tax = Decimal(vat) if vat is not None else vat_of(parsed, percent)
    return Sums(parsed, tax, parsed + tax, percent)


def total(*lines: Sums) -> Sums:
    net, vat = sum((one.net for one in lines), Decimal(0)), sum((one.vat for one in lines), Decimal(0))
    return Sums(net, vat, net + vat)


def codes(charge: Sums, lines: list[Sums]) -> set[tuple[str, str]]:
    return {(found.pointer, found.code) for found in charge_flaws(charge, lines)}


def test_the_sample_of_the_contract_is_sound():
    sample = line("20493.80", "4508.64")
    assert codes(sample, [sample]) == set()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"net": Decimal("20493.81")}, "/net"),
        ({"vat": Decimal("4508.65")}, "/vat"),
        ({"gross": Decimal("1.00")}, "/gross"),
    ],
)
def test_a_total_that_is_off_by_a_kopeck_is_found(change, pointer):
    sample = line("20493.80", "4508.64")
    assert pointer in {at for at, _ in codes(replace(sample, **change), [sample])}


def test_a_line_may_be_a_kopeck_off_but_not_the_total():
    # By line 2.20 + 2.20, by document 4.41: one line carries the kopeck.
    spread = [line("10.02", "2.21"), line("10.02", "2.20")]
    assert codes(total(*spread), spread) == set()
    single = line("100.00", "22.01")
    assert ("/vat", "vat_total") in codes(single, [single])
    assert ("/lines/0/vat", "line_vat") in codes(line("100.00", "22.02"), [line("100.00", "22.02")])


def test_vat_by_document_with_lines_rounded_alone():
    alone = [line("10.02"), line("10.02")]
    by_document = Sums(Decimal("20.04"), Decimal("4.41"), Decimal("24.45"))
    assert codes(by_document, alone) == set()


def test_no_vat_and_several_rates():
    lines = [line("100.00", rate=None), line("100.00", rate="10"), line("100.00", rate="22"), line("50.00", rate="0")]
    assert codes(total(*lines), lines) == set()


lines_of_any_sums = st.lists(
    st.builds(
        lambda kopecks, rate: line(str(Decimal(kopecks) / 100), rate=rate),
        st.integers(-(10**9), 10**11),
        st.sampled_from([None, "0", "10", "20", "22"]),
    ),
    min_size=1,
    max_size=12,
)


@given(lines_of_any_sums)
def test_vat_by_line_always_adds_up(lines):
    assert codes(total(*lines), lines) == set()


@given(lines_of_any_sums, st.sampled_from(["net", "vat", "gross"]), st.sampled_from([-KOPECK, KOPECK, Decimal(1)]))
def test_a_total_moved_is_found_unless_it_is_that_of_the_document(lines, name, off):
    charge = total(*lines)
    moved = replace(charge, **{name: getattr(charge, name) + off})
    assert codes(moved, lines) != set()


@given(st.integers(-(10**12), 10**12))
def test_half_a_kopeck_is_rounded_away_from_zero(tenths):
    amount = Decimal(tenths) / 1000
    rounded = to_kopecks(amount)
    assert abs(rounded - amount) <= Decimal("0.005")
    assert to_kopecks(-amount) == -rounded
