"""What stands on the printed form of a document, from what is known of its contract."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from chassis.database import AsyncSession

from billing.clients.qr import qr_svg
from billing.domain.bank_account import Requisites
from billing.domain.document_rules import KINDS
from billing.domain.explanation import line_name
from billing.domain.forms import Form, Pairs, month_name, rubles
from billing.domain.money import ZERO
from billing.domain.st00012 import payload
from billing.domain.words import in_words
from billing.storage.charges import ChargeRepository
from billing.storage.contracts import ContractRepository
from billing.storage.models import ContractRow
from billing.storage.paper_models import DocumentRow

_COLUMNS: Final = (
    *("Наименование", "Показания", "Расчётный коэф.", "Объём, кВт·ч", "Цена без НДС, ₽"),
    *("Сумма без НДС, ₽", "Ставка НДС", "НДС, ₽", "Всего, ₽"),
)
_SIGNED: Final = frozenset({"act", "reconciliation", "upd", "vat_invoice"})


async def compose_form(session: AsyncSession, document: DocumentRow, payee: Requisites) -> Form:
    """The form of a document without a file. Only what is kept stands on it, so it never changes by itself."""
    contract = await ContractRepository(session).get(document.contract_number)
    bodies = await ChargeRepository(session).bodies_of(document.contract_number, document.period)
    lines = [line for body in bodies for line in body["lines"]]
    gross = document.gross if document.gross is not None else sum((Decimal(body["gross"]) for body in bodies), ZERO)
    return Form(
        title=f"{KINDS[document.kind]} № {document.number} от {document.issued_on:%d.%m.%Y}",
        made_on=document.issued_on,
        parties=parties(payee, contract, document.contract_number),
        requisites=requisite_pairs(payee) if document.kind == "bill" else (),
        columns=_COLUMNS,
        numeric=(2, 3, 4, 5, 6, 7, 8),
        rows=list(_rows(lines)),
        totals=list(_totals(bodies, gross)),
        words=in_words(gross) if gross else "",
        notes=[f"Расчётный период: {month_name(document.period)}"] if document.period else [],
        signatures=("Поставщик", "Потребитель") if document.kind in _SIGNED else (),
        qr=_qr(document, payee, gross) if document.kind == "bill" and gross > 0 else "",
        footer=f"Договор № {document.contract_number}. {KINDS[document.kind]} № {document.number}",
    )


def parties(payee: Requisites, contract: ContractRow | None, number: str) -> Pairs:
    """Supplier and customer."""
    supplier = f"{payee.name}, ИНН {payee.inn}" + (f", КПП {payee.kpp}" if payee.kpp else "")
    if contract is None:
        return [("Поставщик", supplier), ("Договор", f"№ {number}")]
    customer = f"{contract.party_name}, ИНН {contract.inn}" + (f", КПП {contract.kpp}" if contract.kpp else "")
    address = f", {contract.address}" if contract.address else ""
    return [("Поставщик", supplier), ("Потребитель", customer + address), ("Договор", f"№ {number}")]


def requisite_pairs(payee: Requisites) -> Pairs:
    """Where to pay to."""
    return [
        ("Получатель", payee.name),
        ("ИНН / КПП", f"{payee.inn} / {payee.kpp or '-'}"),
        ("Расчётный счёт", payee.account),
        ("Банк", payee.bank_name),
        ("БИК", payee.bic),
        ("Корр. счёт", payee.corr_account),
    ]


def qr_values(payee: Requisites, amount: Decimal, purpose: str, contract_number: str) -> dict[str, str]:
    """The pairs of a payment QR."""
    return {
        "Name": payee.name,
        "PersonalAcc": payee.account,
        "BankName": payee.bank_name,
        "BIC": payee.bic,
        "CorrespAcc": payee.corr_account,
        "KPP": payee.kpp or "",
        "PayeeINN": payee.inn,
        "Purpose": purpose,
        "Sum": str(int(amount * 100)),
        "Contract": contract_number,
    }


def _rows(lines: Sequence[Any]) -> Iterator[Sequence[str]]:
    for line in lines:
        shown = f"{line['previous']} - {line['current']}" if line["previous"] and line["current"] else ""
        yield (
            line_name(line),
            shown,
            line["multiplier"] or "",
            line["volume_kwh"] or "",
            line["price"] or "",
            rubles(Decimal(line["net"])),
            f"{line['vat_rate']}%" if line["vat_rate"] else "без НДС",
            rubles(Decimal(line["vat"])),
            rubles(Decimal(line["gross"])),
        )


def _totals(bodies: Sequence[Any], gross: Decimal) -> Iterator[tuple[str, str]]:
    if bodies and sum(Decimal(body["gross"]) for body in bodies) == gross:
        yield "Итого без НДС", rubles(sum((Decimal(body["net"]) for body in bodies), ZERO))
        yield "НДС", rubles(sum((Decimal(body["vat"]) for body in bodies), ZERO))
    if gross:
        yield "Всего к оплате", rubles(gross)


def _qr(document: DocumentRow, payee: Requisites, gross: Decimal) -> str:
    purpose = f"Оплата по счёту № {document.number} по договору {document.contract_number}"[:160]
    return qr_svg(payload(qr_values(payee, gross, purpose, document.contract_number))).decode()
