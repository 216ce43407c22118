"""Passwords: any script, a decent length, nothing that is guessed first."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.domain.password import check_against_email, check_new, is_common, normalise
from identity.domain.refusal import RefusedError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "password_too_short"),
        ("семь зн", "password_too_short"),
        ("e\u0301" * 7, "password_too_short"),  # 14 code points, 7 characters
        ("x" * 60 + "y" * 69, "password_too_long"),
        ("password", "password_common"),
        ("QWERTY123", "password_common"),
        ("Пароль2024", "password_common"),
        ("gfhjkm123", "password_common"),
        ("1qaz2wsx", "password_common"),
        ("йцукенгшщз", "password_common"),
        ("01011990", "password_common"),
        ("zzzzzzzzzzzz", "password_common"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_new(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text", ["eight 88", "Юность-2_часа", "correct horse battery staple", "x" * 127 + "y", "密码密码密码密碼"]
)
def test_taken(text: str) -> None:
    assert check_new(text) == text


def test_the_address_is_no_password() -> None:
    with pytest.raises(RefusedError):
        check_against_email("Info@Test.ru", "info@test.ru")
    assert check_against_email("info@test.ru!", "info@test.ru") == "info@test.ru!"


@given(st.text(max_size=200))
def test_the_same_password_in_any_unicode_form_is_the_same(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused_and_nothing_else(text: str) -> None:
    try:
        kept = check_new(text)
    except RefusedError:
        return
    assert 8 <= len(kept) <= 128
    assert not is_common(kept.upper())
