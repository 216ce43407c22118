import pytest
from contracts.domain.emails import normalise_email
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Info@Test.RU", "info@test.ru"),
        (" info@test.ru ", "info@test.ru"),
        ("a@компания.рф", "a@xn--80aqeigdi5k.xn--p1ai"),
        ("A@КОМПАНИЯ.РФ", "a@xn--80aqeigdi5k.xn--p1ai"),
        ("a@xn--80aqeigdi5k.xn--p1ai", "a@xn--80aqeigdi5k.xn--p1ai"),
        ("o'brien+x@test.ru", "o'brien+x@test.ru"),
    ],
)
def test_one_address_has_one_form(text, normal):
    assert normalise_email(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "info",
        "info@",
        "@test.ru",
        "a b@test.ru",
        "a@b",
        "a@test.ru\nBcc: b@test.ru",
        "a@test..ru",
        "a" * 65 + "@test.ru",
    ],
)
def test_what_is_no_address(text):
    assert normalise_email(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_the_form_is_stable(text):
    normal = normalise_email(text)
    assert normal is None or normalise_email(normal) == normal


@given(st.emails())
def test_letter_case_does_not_matter(email):
    assert normalise_email(email.upper()) == normalise_email(email.lower())
