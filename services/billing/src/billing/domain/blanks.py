"""The supplier's papers as their readers expect them: which blank has which parts, from what is kept."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from billing.domain.bank_account import Requisites
from billing.domain.document_rules import KINDS
from billing.domain.explanation import line_name
from billing.domain.forms import Form, Pairs, Side, day_text, rubles
from billing.domain.invoice import (
    INVOICE_SIGNERS,
    KWH,
    invoice_codes,
    invoice_graphs,
    prescribed,
    with_codes_of_goods,
)
from billing.domain.movements import Statement
from billing.domain.paper import Paper, Party, price_cells, vat_cells
from billing.domain.words import in_words

_MEASURED: Final = ("previous", "current", "multiplier", "volume_kwh")
SIGNED_BY_HAND: Final = (("Должность", ""), ("Подпись", ""), ("Ф.И.О.", ""), ("Дата", ""), ("М.П.", ""))


def blank_of(paper: Paper) -> Form:
    """The filled blank. The same paper gives the same form."""
    return _BLANKS[paper.kind](paper)


def bank_block(payee: Requisites) -> Mapping[str, str]:
    """The head of a bill, from which payment orders are copied."""
    return {
        "bank": payee.bank_name,
        "bic": payee.bic,
        "corr_account": payee.corr_account,
        "inn": payee.inn,
        "kpp": payee.kpp or "",
        "account": payee.account,
        "name": payee.name,
    }


def sides(supplier: Party, customer: Party) -> Sequence[Side]:
    """Both parties sign by hand."""
    return [Side(f"Поставщик: {supplier.name}", SIGNED_BY_HAND), Side(f"Потребитель: {customer.name}", SIGNED_BY_HAND)]


def _bill(paper: Paper) -> Form:
    rows = [
        (
            str(index),
            line_name(line),
            line["volume_kwh"] or "",
            KWH[1] if line["volume_kwh"] else "",
            *price_cells(line),
        )
        for index, line in enumerate(paper.lines, 1)
    ]
    due = f", оплатить до {paper.due_on:%d.%m.%Y} включительно" if paper.due_on else ""
    count = f"Всего наименований {len(rows)}, на сумму {rubles(paper.gross)} ₽{due}."
    return Form(
        **_usual(paper, f"Счёт на оплату № {paper.number} от {paper.issued_on:%d.%m.%Y}"),
        bank=bank_block(paper.payee),
        parties=_parties(paper),
        columns=("№", "Товары (работы, услуги)", "Кол-во", "Ед.", "Цена без НДС, ₽", "Сумма без НДС, ₽"),
        weights=(0.5, 5, 1.4, 0.8, 1.5, 1.7),
        numeric=(2, 4, 5),
        rows=rows,
        totals=_totals(paper, "Всего к оплате"),
        words=_words(paper.gross),
        notes=[count, f"Расчётный период: {paper.month}."],
        signatures=("Руководитель", "Главный бухгалтер"),
        qr=paper.qr,
    )


def _vat_invoice(paper: Paper) -> Form:
    """The blank of PP RF 1137, annex 1, graphs 1 to 11; how far that is verified stands in data/blanks.toml."""
    return Form(
        **_usual(paper, f"Счёт-фактура № {paper.number} от {paper.issued_on:%d.%m.%Y} (1)"),
        above=prescribed()[paper.kind],
        codes=invoice_codes(paper),
        **invoice_graphs(paper),
        words=_words(paper.gross),
        notes=[f"Расчётный период: {paper.month}."],
        signatures=INVOICE_SIGNERS,
    )


def _upd(paper: Paper) -> Form:
    """Status 1: VAT invoice and transfer document in one; how far the blank is verified stands in data/blanks.toml."""
    gave = [
        ("Основание передачи / получения [8]", f"договор энергоснабжения № {paper.contract_number}"),
        ("Данные о транспортировке и грузе [9]", "-"),
        ("Товар передал / услуги сдал [10]", ""),
        ("Дата отгрузки, передачи [11]", day_text(paper.issued_on)),
        ("Иные сведения [12]", ""),
    ]
    took = [
        ("Товар получил / услуги принял [15]", ""),
        ("Дата получения, приёмки [16]", ""),
        ("Иные сведения [17]", ""),
    ]
    whose = (paper.supplier, paper.customer)
    answers, economic = ("Ответственный за оформление [13]", "Ответственный за оформление [18]"), ("[14]", "[19]")
    filled = [
        Side(title, [*lines, (answer, ""), (f"Экономический субъект {code}", party.whole)])
        for title, lines, answer, code, party in zip(
            ("Передача", "Приёмка"), (gave, took), answers, economic, whose, strict=True
        )
    ]
    return Form(
        **_usual(paper, f"Универсальный передаточный документ № {paper.number} от {paper.issued_on:%d.%m.%Y}"),
        above=prescribed()[paper.kind],
        status="1",
        codes=invoice_codes(paper),
        **with_codes_of_goods(invoice_graphs(paper)),
        words=_words(paper.gross),
        notes=[f"Расчётный период: {paper.month}."],
        signatures=INVOICE_SIGNERS,
        sides=filled,
    )


def _act(paper: Paper) -> Form:
    text = (
        f"Поставщик передал, а Потребитель принял по договору энергоснабжения № {paper.contract_number} "
        f"за период: {paper.month} - электрическую энергию в следующем объёме и на следующую сумму:"
    )
    rows = [
        (str(index), line_name(line), *(line[name] or "" for name in _MEASURED), *price_cells(line), *vat_cells(line))
        for index, line in enumerate(paper.lines, 1)
    ]
    columns = ("№", "Наименование, прибор учёта", "Начальное", "Конечное", "Расчётный коэф.", "Объём, кВт·ч")
    return Form(
        **_usual(paper, f"Акт приёма-передачи электрической энергии № {paper.number} от {paper.issued_on:%d.%m.%Y}"),
        parties=_parties(paper),
        opening=[text],
        columns=(*columns, "Цена без НДС, ₽", "Сумма без НДС, ₽", "Ставка НДС", "НДС, ₽", "Всего, ₽"),
        groups=(("", 2), ("Показания", 2), ("", 2), ("Стоимость", 5)),
        weights=(0.5, 4, 1.4, 1.4, 1.2, 1.5, 1.4, 1.7, 1, 1.5, 1.7),
        numeric=tuple(range(2, 11)),
        rows=rows,
        totals=_totals(paper, "Всего с НДС"),
        words=_words(paper.gross),
        notes=["Акт составлен в двух экземплярах, по одному для каждой из сторон."],
        sides=sides(paper.supplier, paper.customer),
    )


def _reconciliation(paper: Paper) -> Form:
    return reconciliation(paper.statement, paper.contract_number, paper.supplier, paper.customer, number=paper.number)


def _notice(paper: Paper) -> Form:
    """A letter: to whom, about what, how much."""
    sums = f" Сумма: {rubles(paper.gross)} ₽ ({in_words(paper.gross)})." if paper.gross else ""
    owed = paper.statement.closing
    state = f"задолженность составляет {rubles(owed)} ₽" if owed > 0 else "задолженности нет"
    due = f" Оплатить до {paper.due_on:%d.%m.%Y} включительно." if paper.due_on and owed > 0 else ""
    return Form(
        **_usual(paper, f"Уведомление № {paper.number} от {paper.issued_on:%d.%m.%Y}"),
        above=("Кому:", paper.customer.name, *filter(None, [paper.customer.address])),
        opening=[
            f"{paper.supplier.name} уведомляет вас о расчётах по договору энергоснабжения № {paper.contract_number} "
            f"за период: {paper.month}.{sums}",
            f"По данным поставщика на {paper.statement.until:%d.%m.%Y} {state}.{due}",
        ],
        requisites=[
            *(("Получатель", paper.payee.name), ("ИНН / КПП", paper.supplier.numbers)),
            *(("Расчётный счёт", paper.payee.account), ("Банк", paper.payee.bank_name)),
            *(("БИК", paper.payee.bic), ("Корр. счёт", paper.payee.corr_account)),
        ],
        signatures=("Уполномоченный представитель поставщика",),
    )


def reconciliation(
    statement: Statement, contract_number: str, supplier: Party, customer: Party, *, number: str = ""
) -> Form:
    """Debit and credit as both sides have them: the supplier's filled in, the customer's to be filled by him."""
    since, until = day_text(statement.since), day_text(statement.until)
    debtor, closing = (customer, statement.closing) if statement.closing > 0 else (supplier, -statement.closing)
    state = f"задолженность в пользу {'поставщика' if statement.closing > 0 else 'потребителя'}"
    ended = f"{state} {rubles(closing)} ₽ ({in_words(closing)})" if closing else "задолженность отсутствует"
    rows = [
        (day_text(one.on), one.text.strip(), _shown(one.debit), _shown(one.credit), "", "", "", "")
        for one in statement.movements
    ]
    opening, last = _sides_of(statement.opening), _sides_of(statement.closing)
    debit_and_credit = ("Дата", "Документ", "Дебет, ₽", "Кредит, ₽")
    return Form(
        title=f"Акт сверки взаимных расчётов{f' № {number}' if number else ''} за период {since} - {until}",
        made_on=statement.until,
        opening=[
            f"Мы, нижеподписавшиеся, {supplier.whole}, с одной стороны, и {customer.whole}, с другой стороны, "
            f"составили настоящий акт о том, что состояние взаимных расчётов по договору № {contract_number} следующее:"
        ],
        columns=(*debit_and_credit, *debit_and_credit),
        groups=((f"По данным: {supplier.name}", 4), (f"По данным: {customer.name}", 4)),
        weights=(1.2, 3.2, 1.6, 1.6, 1.2, 3.2, 1.6, 1.6),
        numeric=(2, 3, 6, 7),
        rows=[
            (since, "Сальдо начальное", *opening, "", "Сальдо начальное", "", ""),
            *rows,
            (
                "",
                "Обороты за период",
                rubles(statement.debit),
                rubles(statement.credit),
                "",
                "Обороты за период",
                "",
                "",
            ),
        ],
        foot=(until, "Сальдо конечное", *last, "", "Сальдо конечное", "", ""),
        notes=[
            f"По данным поставщика на {until} {ended}." + (f" Должник: {debtor.name}." if closing else ""),
            *by_month_note(statement),
        ],
        sides=sides(supplier, customer),
        footer=f"Договор № {contract_number}",
    )


def by_month_note(statement: Statement) -> Sequence[str]:
    """Why single operations do not stand on the paper, when they do not."""
    told = (
        f"Операций за период {statement.operations}: здесь они сведены по месяцам, каждая - в таблице .xlsx выгрузки."
    )
    return [told] if statement.is_by_month else []


def _usual(paper: Paper, title: str) -> dict[str, Any]:
    footer = f"Договор № {paper.contract_number}. {KINDS[paper.kind]} № {paper.number}"
    return {"title": title, "made_on": paper.issued_on, "footer": footer}


def _parties(paper: Paper) -> Pairs:
    basis = ("Основание", f"договор энергоснабжения № {paper.contract_number}")
    return [("Поставщик", paper.supplier.whole), ("Потребитель", paper.customer.whole), basis]


def _totals(paper: Paper, name: str) -> Pairs:
    split = [("Итого без НДС", rubles(paper.totals[0])), ("НДС", rubles(paper.totals[1]))] if paper.totals else []
    return [*split, (name, rubles(paper.gross))] if paper.gross else split


def _words(gross: Decimal) -> str:
    return in_words(gross) if gross else ""


def _sides_of(balance: Decimal) -> tuple[str, str]:
    return (_shown(balance), "") if balance >= 0 else ("", _shown(-balance))


def _shown(amount: Decimal) -> str:
    return rubles(amount) if amount else ""


_BLANKS: Final[Mapping[str, Callable[[Paper], Form]]] = {
    "bill": _bill,
    "vat_invoice": _vat_invoice,
    "upd": _upd,
    "act": _act,
    "reconciliation": _reconciliation,
    "notice": _notice,
}
