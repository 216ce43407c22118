from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metering.domain.numbers import BadNumberError, read_value, volume_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12345.6", "12345.60"),
        ("12345,6", "12345.60"),
        (" 12345.67 ", "12345.67"),
        ("000012", "12.00"),
        ("0", "0.00"),
        ("000000000999999", "999999.00"),
        ("0" * 100_000, "0.00"),
        ("\N{NO-BREAK SPACE}7", "7.00"),
    ],
)
def test_a_plain_number_is_read_with_the_decimals_of_the_dial(text: str, value: str) -> None:
    assert str(read_value(text, digits=6, decimals=2)) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("-5", "negative"),
        ("−5,5", "negative"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e3", "not_a_number"),
        ("1E3", "not_a_number"),
        ("+5", "not_a_number"),
        ("5.", "not_a_number"),
        (".5", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,234.5", "not_a_number"),
        ("12 345", "not_a_number"),
        ("12\N{NO-BREAK SPACE}345", "not_a_number"),
        ("١٢٣", "not_a_number"),
        ("１２３", "not_a_number"),
        ("²", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("пять", "not_a_number"),
        ("5\n6", "not_a_number"),
        ("1000000", "too_many_digits"),
        ("9" * 100_000, "too_many_digits"),
        (f"1.{'0' * 100_000}", "too_many_decimals"),
        ("1.234", "too_many_decimals"),
        ("1.200", "too_many_decimals"),
    ],
)
def test_anything_else_is_refused_and_says_why(text: str, code: str) -> None:
    with pytest.raises(BadNumberError) as caught:
        read_value(text, digits=6, decimals=2)

    assert caught.value.code == code
    assert caught.value.ru
    assert caught.value.en


@given(st.text(max_size=30))
def test_no_text_whatever_becomes_a_number_beyond_the_dial(text: str) -> None:
    try:
        value = read_value(text, digits=4, decimals=1)
    except BadNumberError:
        return
    assert 0 <= value < 10_000
    assert value.as_tuple().exponent == -1


@given(st.decimals(min_value=0, max_value=999_999, places=3))
def test_a_written_value_is_read_back_to_the_last_digit(value: Decimal) -> None:
    assert read_value(f"{value:f}", digits=6, decimals=3) == value


@pytest.mark.parametrize(
    ("volume", "decimals", "text"),
    [
        ("4000.00", 2, "4000.00"),
        ("150.000", 2, "150.00"),
        ("150.125", 2, "150.125"),
        ("4E+3", 0, "4000"),
        ("4000.0", 0, "4000"),
        ("0", 2, "0.00"),
        ("-1.5", 2, "-1.50"),
    ],
)
def test_a_volume_is_written_with_the_decimals_of_the_dial(volume: str, decimals: int, text: str) -> None:
    assert volume_text(Decimal(volume), decimals) == text
