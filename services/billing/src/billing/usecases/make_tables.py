"""Charges and payments of a contract as a table."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chassis.database import AsyncSession

from billing.clients.workbook import Cell, Sheet, render_workbook
from billing.domain.forms import NOT_PRIMARY
from billing.domain.money import ZERO
from billing.storage.ledger_models import ChargeRow, PaymentRow
from billing.storage.movements import MovementRepository

DIRECT_ROWS: Final = 10_000
"""More rows than this are made in the background."""
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


async def make_table(session: AsyncSession, number: str, kind: str) -> bytes:
    """The .xlsx of `charges` or `payments`, oldest first."""
    repository = MovementRepository(session)
    if kind == "charges":
        rows = map(_charge, await repository.charges(number))
        sheet = Sheet("Начисления", _CHARGES, rows)
    else:
        sheet = Sheet("Платежи", _PAYMENTS, map(_payment, await repository.payments(number)))
    return await asyncio.to_thread(render_workbook, sheet, f"Договор № {number}. {NOT_PRIMARY}")


def _charge(row: ChargeRow) -> Sequence[Cell]:
    sums = (row.net, row.vat, row.gross, row.paid, row.left)
    return (row.period, row.posted_on, row.due_on, *sums, row.source_id, str(row.revision), row.reason)


def _payment(row: PaymentRow) -> Sequence[Cell]:
    periods = ", ".join(sorted({part[1] for part in row.parts}))
    rest = row.amount - sum((Decimal(part[2]) for part in row.parts), ZERO)
    return (row.paid_on, row.amount, periods, rest, row.document_number, row.payer_inn, row.purpose)
