"""Charges and payments of a contract as a table."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from chassis.database import AsyncSession

from billing.clients.workbook import Cell, Sheet, WorkbookFile
from billing.domain.forms import NOT_PRIMARY
from billing.domain.money import ZERO
from billing.storage.movements import MovementRepository

DIRECT_ROWS: Final = 10_000
"""More rows than this are made in the background."""
Progress = Callable[[int], Awaitable[None]]
_CHARGES: Final = (
    *(("Период", 10), ("Начислено", 12), ("Оплатить до", 12), ("Без НДС, ₽", 16), ("НДС, ₽", 16), ("Всего, ₽", 16)),
    *(("Оплачено, ₽", 16), ("Остаток, ₽", 16), ("Номер", 28), ("Ревизия", 10), ("Причина перерасчёта", 40)),
)
_PAYMENTS: Final = (
    *(("Дата", 12), ("Сумма, ₽", 16), ("Зачтено за", 24), ("Не распределено, ₽", 18), ("Номер документа", 20)),
    *(("ИНН плательщика", 18), ("Назначение", 80)),
)


async def is_direct(session: AsyncSession, number: str, kind: str) -> bool:
    """Whether the table is small enough to be made while its reader waits."""
    return await MovementRepository(session).count(number, kind) <= DIRECT_ROWS


async def make_table(session: AsyncSession, number: str, kind: str, progress: Progress | None = None) -> bytes:
    """The .xlsx of `charges` or `payments`, oldest first. Rows pass through in chunks: memory does not grow with their
    number. `progress` is told how many percent are written."""
    repository = MovementRepository(session)
    total = await repository.count(number, kind)
    title, columns = ("Начисления", _CHARGES) if kind == "charges" else ("Платежи", _PAYMENTS)
    with WorkbookFile(Sheet(title, columns), f"Договор № {number}. {NOT_PRIMARY}") as book:
        written = 0
        async for chunk in repository.chunks(number, kind):
            await asyncio.to_thread(book.write, map(_charge if kind == "charges" else _payment, chunk))
            written += len(chunk)
            if progress is not None:
                await progress(min(99, written * 100 // max(total, written)))
        return await asyncio.to_thread(book.finish)


def _charge(row: Any) -> Sequence[Cell]:
    sums = (row.net, row.vat, row.gross, row.paid, row.gross - row.paid)
    return (row.period, row.posted_on, row.due_on, *sums, row.source_id, str(row.revision), row.reason)


def _payment(row: Any) -> Sequence[Cell]:
    periods = ", ".join(sorted({part[1] for part in row.parts}))
    rest = row.amount - sum((Decimal(part[2]) for part in row.parts), ZERO)
    return (row.paid_on, row.amount, periods, rest, row.document_number, row.payer_inn, row.purpose)
