"""Addresses: one form for every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.domain.email_address import MAX_LENGTH, normalise
from identity.domain.refusal import RefusedError


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("info@test.ru", "info@test.ru"),
        ("  INFO@Test.RU\n", "info@test.ru"),
        ("ivan.petrov+el@example.com", "ivan.petrov+el@example.com"),
        ("Buh@Ромашка.РФ", "buh@xn--80aa3agjl3d.xn--p1ai"),
        ("buh@XN--80AA3AGJL3D.xn--p1ai", "buh@xn--80aa3agjl3d.xn--p1ai"),
        ("operator@cabinet.local", "operator@cabinet.local"),
        ("a@b.test", "a@b.test"),
    ],
)
def test_spellings(given_text: str, kept: str) -> None:
    assert normalise(given_text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@", "@b.ru", "a b@c.ru", "a@b", "a@b..ru", "a@-b.ru", "a..b@c.ru", '"a b"@c.ru', "a@[127.0.0.1]",
        "Анна <a@b.ru>", "a@b.ru, c@d.ru", "a@b.ru\r\nBcc: c@d.ru", "a\x00@b.ru", "анна@b.ru", "a@b.ru\u202e",
        "a@xn--.ru", "a" * 65 + "@b.ru", "a@" + "b" * 64 + ".ru", "a@" + ".".join(["b" * 60] * 5),
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(RefusedError):
        normalise(text)


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused_and_nothing_else(text: str) -> None:
    try:
        kept = normalise(text)
    except RefusedError:
        return
    assert len(kept) <= MAX_LENGTH
    assert kept.isascii()


@given(st.emails())
def test_normalising_twice_is_normalising_once(address: str) -> None:
    try:
        kept = normalise(address)
    except RefusedError:
        return
    assert normalise(kept) == kept
    assert normalise(address.upper()) == kept
