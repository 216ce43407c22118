from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from metering.domain.periods import Period
from metering.domain.readings import Baseline, Context, Dial
from metering.domain.sheets import Column, Sheet, SheetCheck, SheetRow, check_sheet, column_letters, read_date
from metering.domain.submission import MeterCase
from metering.domain.windows import WindowRule, window_of
from metering.domain.zones import TariffZone

D, N, S = TariffZone.DAY, TariffZone.NIGHT, TariffZone.SINGLE
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COLUMNS = {Column.SERIAL: 0, Column.ZONE: 1, Column.VALUE: 3, Column.TAKEN_ON: 4, Column.CONFIRM: 5}


def meter_id(serial: str) -> UUID:
    return uuid5(NAMESPACE_URL, serial)


def create_case(serial: str, *zones: TariffZone, remote_read: bool = False) -> MeterCase:
    dial = Dial(6, 2, zones, Decimal(40), Decimal(150))
    baseline = Baseline(date(2026, 10, 25), dict.fromkeys(zones, Decimal("1000.00")))
    window = window_of(WindowRule("company", 23, 26), Period(2026, 11))
    return MeterCase(meter_id(serial), serial, Context(dial, baseline), window, remote_read)


METERS = {case.serial: [case] for case in (create_case("1", S), create_case("2", D, N))}


def check(*rows: Sequence[str], at: datetime = NOW) -> SheetCheck:
    numbered = [SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    return check_sheet(Sheet(SheetRow(1, ()), COLUMNS, numbered), METERS, at)


def row(serial: str, zone: str, value: str, day: str = "24.11.2026", yes: str = "") -> Sequence[str]:
    return serial, zone, "", value, day, yes


def found(outcome: SheetCheck) -> list[tuple[str, str]]:
    return [(error.cell, error.code) for error in outcome.errors]


def test_a_good_sheet_gives_a_reading_per_meter() -> None:
    outcome = check(row("1", "Сутки", "1010,5"), row("2", "день", "1020"), row("2", "NIGHT", "1005.25", "2026-11-24"))

    assert not outcome.errors
    one, two = outcome.entries
    assert (one.meter_id, one.values, one.rows) == (meter_id("1"), {S: Decimal("1010.50")}, (2,))
    assert (two.values, two.rows) == ({D: Decimal(1020), N: Decimal("1005.25")}, (3, 4))


@pytest.mark.parametrize(
    ("cells", "cell", "code"),
    [
        (row("9", "Сутки", "1010"), "A2", "unknown_meter"),
        (row("", "Сутки", "1010"), "A2", "required"),
        (row("1", "T1", "1010"), "B2", "unknown_zone"),
        (row("1", "Ночь", "1010"), "B2", "unknown_zone"),
        (row("1", "Сутки", ""), "D2", "required"),
        (row("1", "Сутки", "много"), "D2", "not_a_number"),
        (row("1", "Сутки", "-5"), "D2", "negative"),
        (row("1", "Сутки", "1010.123"), "D2", "too_many_decimals"),
        (row("1", "Сутки", "99999999"), "D2", "too_many_digits"),
        (row("1", "Сутки", "999"), "D2", "decreased"),
        (row("1", "Сутки", "1010", "25.11.2026"), "E2", "in_future"),
        (row("1", "Сутки", "1010", "01.10.2026"), "E2", "before_previous"),
        (row("1", "Сутки", "1010", "31.02.2026"), "E2", "bad_date"),
        (row("1", "Сутки", "1010", ""), "E2", "bad_date"),
        (row("1", "Сутки", "500000"), "D2", "exceeds_capacity"),
    ],
)
def test_a_bad_row_is_refused_by_its_cell(cells: Sequence[str], cell: str, code: str) -> None:
    outcome = check(cells, row("2", "День", "1020"), row("2", "Ночь", "1010"))

    assert (cell, code) in found(outcome)
    assert outcome.refused == 1
    assert [entry.meter_id for entry in outcome.entries] == [meter_id("2")]


def test_a_zone_that_is_missing_refuses_the_meter() -> None:
    assert found(check(row("2", "День", "1020"))) == [("D2", "zone_missing")]


def test_a_wrong_zone_takes_the_meter_s_other_rows_with_it() -> None:
    outcome = check(row("2", "День", "1020"), row("2", "Ночь", "7"))

    assert found(outcome) == [("D2", "other_zone"), ("D3", "decreased")]
    assert outcome.refused == 2


def test_the_same_zone_twice_is_refused() -> None:
    outcome = check(row("1", "Сутки", "1010"), row("1", "Сутки", "1011"))

    assert found(outcome) == [("D2", "other_zone"), ("A3", "duplicate")]
    assert not outcome.entries


def test_zones_of_one_meter_have_one_date() -> None:
    outcome = check(row("2", "День", "1020"), row("2", "Ночь", "1005", "23.11.2026"))

    assert found(outcome) == [("E2", "dates_differ"), ("E3", "dates_differ")]


def test_a_doubt_is_put_aside_by_a_word_in_the_row() -> None:
    outcome = check(row("1", "Сутки", "500000", yes="Да"))

    assert [entry.accepted for entry in outcome.entries] == [("exceeds_capacity",)]


def test_outside_the_window_nothing_is_taken() -> None:
    later = datetime(2026, 11, 27, 9, tzinfo=UTC)

    assert found(check(row("1", "Сутки", "1010"), at=later)) == [("D2", "window_closed")]


def test_the_multiplier_of_the_day_counts() -> None:
    case = replace(create_case("1", S), multipliers=((date.min, Decimal(40)), (date(2026, 11, 24), Decimal(50))))

    def volume(day: str) -> Decimal:
        sheet = Sheet(SheetRow(1, ()), COLUMNS, [SheetRow(2, tuple(row("1", "Сутки", "1001", day)))])
        return check_sheet(sheet, {"1": [case]}, NOW).entries[0].judgement.assessment.volumes[S]

    assert [volume("23.11.2026"), volume("24.11.2026")] == [40, 50]


def test_a_serial_that_stands_twice_in_the_contract_is_not_guessed() -> None:
    sheet = Sheet(SheetRow(1, ()), COLUMNS, [SheetRow(2, tuple(row("1", "Сутки", "1010")))])

    outcome = check_sheet(sheet, {"1": [create_case("1", S), create_case("1", S)]}, NOW)

    assert found(outcome) == [("A2", "ambiguous_meter")]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")])
def test_columns_have_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_dates_are_read_as_people_and_excel_write_them() -> None:
    assert read_date("24.11.2026") == read_date("2026-11-24") == date(2026, 11, 24)
    assert read_date("1.2.2026") == date(2026, 2, 1)
    assert [read_date(text) for text in ("11/24/2026", "31.02.2026", "2026-13-01", "", "24.11.26", "٢٤.11.2026")] == (
        [None] * 6
    )


def test_ten_thousand_rows_are_checked() -> None:
    meters = {f"{n:05}": [create_case(f"{n:05}", S)] for n in range(10_000)}
    rows = [SheetRow(n + 2, tuple(row(f"{n:05}", "Сутки", "1010.5"))) for n in range(10_000)]

    outcome = check_sheet(Sheet(SheetRow(1, ()), COLUMNS, rows), meters, NOW)

    assert (len(outcome.entries), outcome.refused) == (10_000, 0)
