"""What others typed."""

import pytest
from notifier.domain.addresses import envelope_address, same_address
from notifier.domain.text import plain, unlinked


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  ООО \t«Ромашка»\r\n ", "ООО «Ромашка»"),
        ("Компания.ру", "Компания.ру"),
        ("a\u202eb\u200bc", "abc"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_plain_is_one_visible_line(typed, shown):
    assert plain(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Анна http://evil.example/x", "Анна http evil. example x"),
        ("Иванов И.И.", "Иванов И. И."),
        ("Петров-Водкин (мл.)", "Петров-Водкин (мл.)"),
        ("a@b.ru", "a b. ru"),
    ],
)
def test_unlinked_holds_no_address(typed, shown):
    assert unlinked(typed) == shown


def test_domain_becomes_a_labels_and_mailbox_stays():
    assert envelope_address("Инфо@Почта.РФ") == "Инфо@xn--80a1acny.xn--p1ai"
    assert envelope_address("Info@TEST.ru") == "Info@test.ru"


def test_letter_case_does_not_make_another_mailbox():
    assert same_address("Info@Test.ru", "info@test.RU")
    assert not same_address("info@test.ru", "info2@test.ru")
