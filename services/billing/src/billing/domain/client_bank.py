"""A payment order for the customer's bank client: the exchange format 1CClientBankExchange 1.03, windows-1251."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from billing.domain.bank_account import Requisites


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays; his account is known to his own bank client."""

    name: str
    inn: str
    kpp: str | None


def payment_order(
    *, number: str, payer: Payer, payee: Requisites, amount: Decimal, purpose: str, made_at: datetime
) -> bytes:
    """The file. `made_at` is Moscow time; characters that windows-1251 lacks become question marks."""
    day = f"{made_at:%d.%m.%Y}"
    pairs = [
        ("ВерсияФормата", "1.03"),
        ("Кодировка", "Windows"),
        ("Отправитель", "Личный кабинет"),
        ("Получатель", ""),
        ("ДатаСоздания", day),
        ("ВремяСоздания", f"{made_at:%H:%M:%S}"),
        ("ДатаНачала", day),
        ("ДатаКонца", day),
        ("Документ", "Платежное поручение"),
        ("СекцияДокумент", "Платежное поручение"),
        ("Номер", number),
        ("Дата", day),
        ("Сумма", f"{amount:.2f}"),
        ("Плательщик", f"ИНН {payer.inn} {payer.name}"),
        ("ПлательщикИНН", payer.inn),
        ("ПлательщикКПП", payer.kpp or "0"),
        ("Плательщик1", payer.name),
        ("Получатель", f"ИНН {payee.inn} {payee.name}"),
        ("ПолучательИНН", payee.inn),
        ("ПолучательКПП", payee.kpp or "0"),
        ("Получатель1", payee.name),
        ("ПолучательСчет", payee.account),
        ("ПолучательРасчСчет", payee.account),
        ("ПолучательБанк1", payee.bank_name),
        ("ПолучательБИК", payee.bic),
        ("ПолучательКорсчет", payee.corr_account),
        ("ВидОплаты", "01"),
        ("Очередность", "5"),
        ("НазначениеПлатежа", purpose),
    ]
    lines = ["1CClientBankExchange", *(f"{key}={_line(value)}" for key, value in pairs), "КонецДокумента", "КонецФайла"]
    return "".join(f"{line}\r\n" for line in lines).encode("cp1251", errors="replace")


def _line(value: str) -> str:
    """A value is one line."""
    return " ".join(value.split())
