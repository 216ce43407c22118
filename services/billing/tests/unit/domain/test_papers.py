"""Sums in words, requisites, the QR's payload, the bank's file, purposes."""

from datetime import datetime
from decimal import Decimal

import pytest
from billing.domain.bank_account import Requisites, is_account_of, is_corr_account_of, requisites_flaws
from billing.domain.client_bank import Payer, payment_order
from billing.domain.payment_request import new_request_id, purpose_of, request_id_in
from billing.domain.st00012 import PayloadError, payload
from billing.domain.words import in_words

BIC, ACCOUNT, CORR = "044030790", "40703810990200000032", "30101810900000000790"
SUPPLIER = Requisites("АО «Ромашка»", "7802532605", "780201001", ACCOUNT, "ПАО «БАНК»", BIC, CORR)
VALUES = {
    "Sum": "2500244",
    "Purpose": "Оплата по договору 78078078078000",
    "Name": "АО «Ромашка»",
    "PersonalAcc": ACCOUNT,
    "BankName": "ПАО «БАНК»",
    "BIC": BIC,
    "CorrespAcc": CORR,
    "PayeeINN": "7802532605",
    "KPP": "",
    "Contract": "78078078078000",
}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2.02", "Два рубля 02 копейки"),
        ("25002.44", "Двадцать пять тысяч два рубля 44 копейки"),
        ("20493.80", "Двадцать тысяч четыреста девяносто три рубля 80 копеек"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("2000011.11", "Два миллиона одиннадцать рублей 11 копеек"),
        ("21012.14", "Двадцать одна тысяча двенадцать рублей 14 копеек"),
        ("-5.00", "Минус пять рублей 00 копеек"),
        ("1000000000", "Один миллиард рублей 00 копеек"),
    ],
)
def test_sums_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


def test_keys_of_accounts():
    assert is_account_of(BIC, ACCOUNT)
    assert is_corr_account_of(BIC, CORR)
    assert not is_account_of(BIC, ACCOUNT[:-1] + "3")
    assert not is_corr_account_of(BIC, CORR[:-1] + "1")
    assert not is_account_of("04403079x", ACCOUNT)


def test_requisites_are_checked():
    assert requisites_flaws(SUPPLIER) == []
    broken = Requisites("", "7802532606", "1", ACCOUNT[::-1], "x" * 46, "123456789", CORR)
    assert requisites_flaws(broken) == ["inn", "kpp", "bic", "account", "corr_account", "name", "bank_name"]


def test_payload_has_its_order_and_no_empty_pairs():
    assert payload(VALUES).decode() == (
        f"ST00012|Name=АО «Ромашка»|PersonalAcc={ACCOUNT}|BankName=ПАО «БАНК»|BIC={BIC}|CorrespAcc={CORR}"
        "|PayeeINN=7802532605|Purpose=Оплата по договору 78078078078000|Sum=2500244|Contract=78078078078000"
    )


def test_another_separator_where_a_value_has_one():
    assert payload(VALUES | {"Purpose": "a|b#c"}).decode().startswith("ST00012;Name=")


@pytest.mark.parametrize("change", [{"BIC": ""}, {"Purpose": "x" * 211}, {"Name": "я" * 150}])
def test_what_no_payload_can_say(change):
    with pytest.raises(PayloadError):
        payload(VALUES | change)


def test_the_banks_file_is_read_line_by_line():
    text = payment_order(
        number="17",
        payer=Payer("ООО «Клиент»", "7802532605", None),
        payee=SUPPLIER,
        amount=Decimal("25002.44"),
        purpose="Оплата\nпо договору",
        made_at=datetime(2026, 11, 24, 12, 0, 0),  # noqa: DTZ001 - Moscow time, as the file has it
    ).decode("cp1251")
    lines = text.split("\r\n")
    assert (lines[0], lines[1], lines[-2]) == ("1CClientBankExchange", "ВерсияФормата=1.03", "КонецФайла")
    for expected in (
        "Сумма=25002.44",
        "Дата=24.11.2026",
        f"ПолучательБИК={BIC}",
        "НазначениеПлатежа=Оплата по договору",
    ):
        assert expected in lines


def test_a_purpose_names_its_request():
    request_id = new_request_id()
    purpose = purpose_of(request_id, "78078078078000", ["2026-10", "2026-09"], "В т.ч. НДС 22%")
    assert "78078078078000" in purpose
    assert "09.2026, 10.2026" in purpose
    assert request_id_in(purpose) == request_id_in(purpose.lower().replace("лк-", "lk ")) == request_id
    assert request_id_in("Оплата по договору 78078078078000") is None
    many = [f"{year}-{month:02}" for year in range(2020, 2026) for month in range(1, 13)]
    assert len(purpose_of(request_id, "78078078078000", many, "Без НДС")) <= 160
