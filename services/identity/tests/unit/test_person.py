"""Names and phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.domain.person import Profile, check_name, check_optional_name, check_phone
from identity.domain.refusal import RefusedError


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Петрова-Водкина ", "Петрова-Водкина"),
        ("О’Коннор", "О’Коннор"),
        ("Йи\u0306", "Йй"),
        ("=1+1", "=1+1"),
        ("я" * 100, "я" * 100),
    ],
)
def test_names_taken(text: str, kept: str) -> None:
    assert check_name(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \u00a0 ",
        "я" * 101,
        "а\nб",
        "а\rб",
        "а\tб",
        "а\x00б",
        "а\u2028б",
        "а\u202eб",
        "а\u200bб",
        "<b>",
        "http://x.ru",
    ],
)
def test_names_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        check_name(text)


@given(st.text())
def test_no_name_breaks_a_line_or_opens_a_tag(text: str) -> None:
    try:
        kept = check_name(text)
    except RefusedError:
        return
    assert kept == kept.strip()
    assert len(kept.splitlines()) == 1
    assert not set(kept) & set("<>\r\n\0")


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_patronymic_is_none(text: str | None) -> None:
    assert check_optional_name(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("8 (812) 303-69-69", "+78123036969"),
        ("+7 921 000-11-22", "+79210001122"),
        ("9210001122", "+79210001122"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_phones_taken(text: str, kept: str) -> None:
    assert check_phone(text) == kept


@pytest.mark.parametrize(
    "text", ["", "телефон", "12345", "303-69-69", "+7", "+999 123", "8 812 303-69-69 доб. 12", "9" * 300]
)
def test_phones_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        check_phone(text)


@given(st.text(alphabet="+0123456789 -()", max_size=30))
def test_any_phone_is_e164_or_refused(text: str) -> None:
    try:
        kept = check_phone(text)
    except RefusedError:
        return
    assert kept.startswith("+")
    assert kept[1:].isdigit()
    assert check_phone(kept) == kept


def test_a_full_name_leaves_out_what_is_not_there() -> None:
    assert Profile("Иванова", "Анна", None, "+7").full_name == "Иванова Анна"
    assert Profile("Иванова", "Анна", "Петровна", "+7").full_name == "Иванова Анна Петровна"
