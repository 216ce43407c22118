"""What each letter about a contract says."""

import re
from html import unescape

import pytest
from notifier.domain.letters import LETTERS, Choice
from notifier.usecases.compose_letter import Composer

CONTRACT = "47140000141354"
NEWS = [kind for kind, letter in LETTERS.items() if letter.to_holder]
SAID = {
    "reading_accepted": ["Показания приняты", "41234567", "ноябрь 2026 г.", "День: 012345,60", "4 500,50 кВт·ч"],
    "reading_rejected": [
        "Причина: Показание меньше предыдущего",
        "передайте их ещё раз",
        "26 ноября 2026 г., до конца дня по московскому времени",
    ],
    "window_opened": ["Период: ноябрь 2026 г.", "Последний день приёма: 26 ноября 2026 г."],
    "window_closing": ["по 22 приборам учёта ещё нет", "41234567", "И ещё 21 прибор учёта", "26 ноября 2026 г."],
    "new_bill": ["Период: октябрь 2026 г.", "Сумма с НДС: 1 234,50 ₽", "Оплатить до: 18 ноября 2026 г."],
    "bill_corrected": ["Было: 1 234,50 ₽", "Стало: 1 000,00 ₽", "Разница: −234,50 ₽", "Причина: Замена прибора учёта"],
    "payment_received": [
        "Сумма: 1 234,50 ₽",
        "Дата платежа: 17 ноября 2026 г.",
        "Оплачено за октябрь 2026 г.: 1 000,00 ₽",
        "Осталось на следующие начисления: 234,50 ₽",
    ],
    "payment_due_soon": ["К оплате: 1 234,50 ₽", "Оплатить до: 18 ноября 2026 г."],
    "payment_overdue": ["Просроченная сумма: 1 234,50 ₽", "Просрочка с: 19 ноября 2026 г."],
}
PAGES = {
    "reading_accepted": "readings",
    "reading_rejected": "readings",
    "window_opened": "readings",
    "window_closing": "readings",
    "new_bill": "charges",
    "bill_corrected": "charges",
    "payment_received": "payments",
    "payment_due_soon": "pay",
    "payment_overdue": "pay",
}


@pytest.fixture
def text_of(settings, make_delivery):
    """The letter's text on one line."""

    def read(kind, facts=None, form="plain"):
        message = Composer(settings).compose(make_delivery(kind, facts=facts))
        return " ".join(message.get_body((form,)).get_content().split())

    return read


@pytest.fixture
def item_of(make_delivery):
    """The one thing that a letter usually tells, with some facts changed."""
    return lambda kind, **facts: make_delivery(kind).facts["items"][0] | facts


@pytest.mark.parametrize("kind", NEWS)
def test_says_what_happened(kind, text_of):
    text = text_of(kind)

    for said in [*SAID[kind], f"Договор: {CONTRACT}"]:
        assert said in text


@pytest.mark.parametrize("kind", NEWS)
def test_its_link_is_the_page_of_the_contract_and_opens_nothing_without_sign_in(kind, text_of):
    assert re.findall(r"https?://\S+", text_of(kind)) == [f"https://lk.example/contracts/{CONTRACT}/{PAGES[kind]}"]


@pytest.mark.parametrize("kind", NEWS)
def test_can_be_switched_off_and_says_where(kind, text_of):
    assert LETTERS[kind].choice is Choice.OPTIONAL
    assert "Отключить такие письма можно в профиле" in text_of(kind)


def test_security_letter_does_not_say_so(text_of):
    assert "Отключить" not in text_of("password_changed")


@pytest.mark.parametrize("kind", ["reading_accepted", "reading_rejected", "new_bill", "bill_corrected"])
def test_many_are_one_letter_that_counts_those_it_leaves_out(kind, text_of, item_of):
    text = text_of(kind, {"items": [item_of(kind)] * 20, "more": 481})

    assert "И ещё 481 " in text
    assert "полный список в личном кабинете" in text


@pytest.mark.parametrize(("more", "counted"), [(0, "2"), (498, "500")])
def test_several_readings_are_counted_and_named(more, counted, text_of, item_of):
    items = [item_of("reading_accepted"), item_of("reading_accepted", serial="55555555")]

    text = text_of("reading_accepted", {"items": items, "more": more})

    assert f"Принято показаний: {counted} " in text
    assert "Прибор учёта 55555555, ноябрь 2026 г.: 4 500,50 кВт·ч" in text


def test_rejected_after_the_window_says_whom_to_call(text_of, item_of):
    text = text_of("reading_rejected", {"items": [item_of("reading_rejected", correct_until=None, reason=None)]})

    assert "Причина: не указана" in text
    assert "Приём показаний за этот период закончился. Позвоните нам: 8 800 000-00-00" in text


def test_reason_of_the_supplier_can_not_become_a_link_or_markup(text_of, item_of):
    items = [item_of("reading_rejected", reason="<b>см.</b> http://evil.example\r\n{{ link }}")]

    html = text_of("reading_rejected", {"items": items}, form="html")

    assert "evil.example" not in unescape(html)
    assert "<b>" not in html


def test_point_without_an_address_is_named_by_its_code(text_of, item_of):
    meter = {"serial": "41234567", "point": "781000000000001", "address": None}

    text = text_of("window_closing", {"items": [item_of("window_closing", missing=1, meters=[meter])]})

    assert "по 1 прибору учёта ещё нет" in text
    assert "Прибор учёта 41234567: точка поставки 781000000000001" in text
    assert "И ещё" not in text


def test_credit_need_not_be_paid(text_of, item_of):
    text = text_of("new_bill", {"items": [item_of("new_bill", gross="-500.00")]})

    assert "Сумма с НДС: −500,00 ₽ Платить: не нужно" in text
    assert "Оплатить до" not in text


def test_several_bills_have_a_line_each(text_of, item_of):
    items = [item_of("new_bill"), item_of("new_bill", period="2026-09", gross="0.00")]

    text = text_of("new_bill", {"items": items})

    assert "октябрь 2026 г.: 1 234,50 ₽, оплатить до 18 ноября 2026 г." in text
    assert "сентябрь 2026 г.: 0,00 ₽, платить не нужно" in text


def test_corrected_payment_says_so_and_an_even_one_leaves_nothing(text_of, item_of):
    items = [item_of("payment_received", is_correction=True, unallocated="0.00")]

    text = text_of("payment_received", {"items": items})

    assert "Поставщик уточнил данные платежа" in text
    assert "Осталось" not in text


@pytest.mark.parametrize("kind", NEWS)
def test_sum_and_volume_are_not_broken_in_html(kind, settings, make_delivery):
    html = Composer(settings).compose(make_delivery(kind)).get_body(("html",)).get_content()

    assert not re.search(r"\d (₽|кВт·ч|\d{3},)", html)
