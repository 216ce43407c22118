"""Dates, sums and amounts as Russians write them."""

import pytest
from notifier.usecases import wording


def read(text):
    assert "  " not in text
    return text.replace(wording.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("amount", "written", "as_change"),
    [
        ("1234.50", "1 234,50 ₽", "+1 234,50 ₽"),
        ("0.00", "0,00 ₽", "0,00 ₽"),
        ("-234.50", "−234,50 ₽", "−234,50 ₽"),
        ("12345678901234.56", "12 345 678 901 234,56 ₽", "+12 345 678 901 234,56 ₽"),
    ],
)
def test_sums(amount, written, as_change):
    assert read(wording.rubles(amount)) == written
    assert read(wording.change(amount)) == as_change
    assert " " not in wording.rubles(amount), "a sum is not broken over two lines"


@pytest.mark.parametrize(
    ("volume", "written"),
    [
        ("4000", "4 000 кВт·ч"),
        ("4000.50", "4 000,50 кВт·ч"),
        ("0.001", "0,001 кВт·ч"),
        ("12345678", "12 345 678 кВт·ч"),
    ],
)
def test_energy_keeps_the_decimals_it_has(volume, written):
    assert read(wording.kwh(volume)) == written


def test_dial_is_written_as_it_stands():
    assert wording.dial("012345.60") == "012345,60"


def test_zones_have_names_and_the_order_of_the_day():
    numbers = {"NIGHT": "1", "HALF_PEAK": "2", "PEAK": "3"}

    assert wording.by_zone(numbers) == [("Пик", "3"), ("Полупик", "2"), ("Ночь", "1")]
    assert wording.by_zone({"SINGLE": "5"}) == [("Сутки", "5")]
    assert str(wording.in_all({"DAY": "0.10", "NIGHT": "0.20"})) == "0.30"


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (1, "1 прибор"),
        (2, "2 прибора"),
        (5, "5 приборов"),
        (11, "11 приборов"),
        (22, "22 прибора"),
        (111, "111 приборов"),
        (1001, "1 001 прибор"),
    ],
)
def test_plurals(count, written):
    assert read(wording.plural(count, "прибор", "прибора", "приборов")) == written


def test_days_and_months():
    assert read(wording.russian_day("2026-11-05")) == "5 ноября 2026 г."
    assert read(wording.russian_month("2026-05")) == "май 2026 г."


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2026-11-26T21:00:00+00:00", "26 ноября 2026 г., до конца дня по московскому времени"),
        ("2026-12-31T21:00:00Z", "31 декабря 2026 г., до конца дня по московскому времени"),
        ("2026-11-26T15:30:00+00:00", "26 ноября 2026 г., до 18:30 по московскому времени"),
    ],
)
def test_end_of_a_window_is_the_last_day_it_is_open(moment, written):
    assert read(wording.last_moment(moment)) == written


def test_moscow_time_is_written_as_russians_do():
    assert wording.moscow_time("2026-12-31T22:30:00Z") == "1 января 2027 г., 01:30 по московскому времени"
