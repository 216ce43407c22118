import pytest
from contracts.domain.numbers import parse_contract_number
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("text", ["47140000141354", " 4714 0000 1413 54 ", "47140000\u00a0141354", "4714\t0000141354"])
def test_spaces_do_not_matter(text):
    assert parse_contract_number(text) == "47140000141354"


@pytest.mark.parametrize(
    "text", ["", "4714000014135", "471400001413540", "4714000014135x", "٤٧١٤٠٠٠٠١٤١٣٥٤", "-4714000014135"]
)
def test_what_is_not_14_digits_is_no_number(text):
    assert parse_contract_number(text) is None


@given(st.from_regex(r"[0-9]{14}", fullmatch=True), st.data())
def test_a_number_is_found_however_it_is_spaced(number, data):
    spaces = data.draw(st.lists(st.sampled_from(["", " ", "\u00a0"]), min_size=14, max_size=14))
    assert parse_contract_number("".join(map("".join, zip(number, spaces, strict=True)))) == number


@given(st.text())
def test_no_text_breaks_it(text):
    number = parse_contract_number(text)
    assert number is None or (len(number) == 14 and number.isascii() and number.isdigit())
