"""A reconciliation act or a statement of a contract for some days: PDF and .xlsx."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from chassis.database import AsyncSession

from billing.clients.typesetting import render_pdf
from billing.clients.workbook import Cell, Sheet, WorkbookFile
from billing.domain.bank_account import Requisites
from billing.domain.blanks import by_month_note, reconciliation
from billing.domain.forms import NOT_PRIMARY, Form, rubles
from billing.domain.movements import Movement, Statement
from billing.domain.paper import Party
from billing.domain.words import in_words
from billing.storage.contracts import ContractRepository
from billing.usecases.compose_form import customer_of, supplier_of
from billing.usecases.make_tables import Progress
from billing.usecases.read_movements import read_movements, stream_movements

TITLES: Final = {"reconciliation": "Акт сверки взаимных расчётов", "statement": "Выписка по договору"}
_COLUMNS: Final = ("Дата", "Операция", "Дебет, ₽", "Кредит, ₽", "Сальдо, ₽")
_WIDTHS: Final = (12, 60, 18, 18, 18)
_TABLE_PERCENT: Final = 80
"""How much of the work the .xlsx is; the rest is the PDF."""


async def make_statement(
    session: AsyncSession,
    number: str,
    kind: str,
    *,
    since: date,
    until: date,
    payee: Requisites,
    progress: Progress,
) -> tuple[bytes, bytes]:
    """The PDF and the .xlsx; both days are inside. A debt of the customer is a debit. Rows pass through in chunks:
    memory does not grow with their number. `progress` is told how many percent are done."""
    statement = await read_movements(session, number, since, until)
    title = f"{TITLES[kind]} № {number} за период {since:%d.%m.%Y} - {until:%d.%m.%Y}"
    sheet = Sheet(TITLES[kind], list(zip(_COLUMNS, _WIDTHS, strict=True)), above=[title, NOT_PRIMARY])
    xlsx = await _workbook(session, number, statement, sheet, progress)
    supplier, customer = supplier_of(payee), customer_of(await ContractRepository(session).get(number), number)
    if kind == "reconciliation":
        form = reconciliation(statement, number, supplier, customer)
    else:
        form = _statement_form(statement, number, title, [("Поставщик", supplier), ("Потребитель", customer)])
    return await asyncio.to_thread(render_pdf, form), xlsx


async def _workbook(
    session: AsyncSession, number: str, statement: Statement, sheet: Sheet, progress: Progress
) -> bytes:
    balance, written = statement.opening, 0
    with WorkbookFile(sheet, sheet.above[0]) as book:
        book.write([_opening(statement)])
        async for chunk in stream_movements(session, number, statement.since, statement.until):
            rows = []
            for movement in chunk:
                balance += movement.debit - movement.credit
                rows.append(_row(movement, balance))
            await asyncio.to_thread(book.write, rows)
            written += len(rows)
            await progress(min(_TABLE_PERCENT, written * _TABLE_PERCENT // max(statement.operations, written)))
        book.write([_closing(statement)])
        return await asyncio.to_thread(book.finish)


def _statement_form(statement: Statement, number: str, title: str, parties: Sequence[tuple[str, Party]]) -> Form:
    balance, rows = statement.opening, [_opening(statement)]
    for movement in statement.movements:
        balance += movement.debit - movement.credit
        rows.append(_row(movement, balance))
    return Form(
        title=title,
        made_on=statement.until,
        parties=[*((role, party.whole) for role, party in parties), ("Договор", f"№ {number}")],
        columns=_COLUMNS,
        wide=1,
        numeric=(2, 3, 4),
        rows=[[_shown(cell) for cell in row] for row in [*rows, _closing(statement)]],
        totals=[("Сальдо на начало", rubles(statement.opening)), ("Сальдо на конец", rubles(statement.closing))],
        words=_closing_words(statement),
        notes=by_month_note(statement),
        footer=f"Договор № {number}",
    )


def _opening(statement: Statement) -> Sequence[Cell]:
    return statement.since, "Сальдо на начало", None, None, statement.opening


def _row(movement: Movement, balance: Decimal) -> Sequence[Cell]:
    return movement.on, movement.text, movement.debit or None, movement.credit or None, balance


def _closing(statement: Statement) -> Sequence[Cell]:
    return statement.until, "Обороты и сальдо на конец", statement.debit, statement.credit, statement.closing


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return rubles(cell)
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell or ""


def _closing_words(statement: Statement) -> str:
    whose = "задолженность потребителя" if statement.closing > 0 else "переплата потребителя"
    return f"{whose} {in_words(abs(statement.closing))}" if statement.closing else "задолженности нет"
