"""A reconciliation act or a statement of a contract for some days: PDF and .xlsx."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from chassis.database import AsyncSession

from billing.clients.typesetting import render_pdf
from billing.clients.workbook import Cell, Sheet, render_workbook
from billing.domain.bank_account import Requisites
from billing.domain.blanks import reconciliation
from billing.domain.forms import NOT_PRIMARY, Form, rubles
from billing.domain.movements import Statement
from billing.domain.words import in_words
from billing.storage.contracts import ContractRepository
from billing.usecases.compose_form import customer_of, supplier_of
from billing.usecases.read_movements import read_movements

TITLES: Final = {"reconciliation": "Акт сверки взаимных расчётов", "statement": "Выписка по договору"}
_COLUMNS: Final = ("Дата", "Операция", "Дебет, ₽", "Кредит, ₽", "Сальдо, ₽")
_WIDTHS: Final = (12, 60, 18, 18, 18)


async def make_statement(
    session: AsyncSession, number: str, kind: str, *, since: date, until: date, payee: Requisites
) -> tuple[bytes, bytes]:
    """The PDF and the .xlsx; both days are inside. A debt of the customer is a debit."""
    statement = await read_movements(session, number, since, until)
    contract = await ContractRepository(session).get(number)
    title = f"{TITLES[kind]} № {number} за период {since:%d.%m.%Y} - {until:%d.%m.%Y}"
    supplier, customer = supplier_of(payee), customer_of(contract, number)
    form = Form(
        title=title,
        made_on=until,
        parties=[("Поставщик", supplier.whole), ("Потребитель", customer.whole), ("Договор", f"№ {number}")],
        columns=_COLUMNS,
        wide=1,
        numeric=(2, 3, 4),
        rows=[[_shown(cell) for cell in row] for row in _rows(statement)],
        totals=[("Сальдо на начало", rubles(statement.opening)), ("Сальдо на конец", rubles(statement.closing))],
        words=_closing_words(statement),
        footer=f"Договор № {number}",
    )
    if kind == "reconciliation":
        form = reconciliation(statement, number, supplier, customer)
    sheet = Sheet(TITLES[kind], list(zip(_COLUMNS, _WIDTHS, strict=True)), _rows(statement), above=[title, NOT_PRIMARY])
    pdf = await asyncio.to_thread(render_pdf, form)
    return pdf, await asyncio.to_thread(render_workbook, sheet, title)


def _rows(statement: Statement) -> Sequence[Sequence[Cell]]:
    balance = statement.opening
    rows: list[Sequence[Cell]] = [(statement.since, "Сальдо на начало", None, None, balance)]
    for movement in statement.movements:
        balance += movement.debit - movement.credit
        rows.append((movement.on, movement.text.strip(), movement.debit or None, movement.credit or None, balance))
    return [*rows, (statement.until, "Обороты и сальдо на конец", statement.debit, statement.credit, balance)]


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return rubles(cell)
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell or ""


def _closing_words(statement: Statement) -> str:
    whose = "задолженность потребителя" if statement.closing > 0 else "переплата потребителя"
    return f"{whose} {in_words(abs(statement.closing))}" if statement.closing else "задолженности нет"
