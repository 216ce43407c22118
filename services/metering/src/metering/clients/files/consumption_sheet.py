"""Consumption as an .xlsx for people."""

import io
from collections.abc import Sequence

from metering.clients.files.template import text_workbook
from metering.domain.consumption import ConsumptionItem, ConsumptionSeries, Method
from metering.domain.periods import MOSCOW

_HEADS = ("Прибор учёта", "Зона", "Начало (московское время)", "Расход, кВт·ч", "Способ", "Состояние")
_METHODS = {Method.METERED: "по прибору", Method.SUBSTITUTED: "замещение", Method.CALCULATED: "расчётный"}


def write_consumption(series: Sequence[ConsumptionSeries]) -> bytes:
    """One row per volume; a gap has no number. The last row is the total."""
    out = io.BytesIO()
    book = text_workbook(out)
    sheet, head = book.add_worksheet("Потребление"), book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    number = book.add_format({"num_format": "#,##0.00####"})
    for column, text in enumerate(_HEADS):
        sheet.write_string(0, column, text, head)
    sheet.set_column(0, len(_HEADS) - 1, 22)
    sheet.freeze_panes(1, 0)
    row = 0
    for one in series:
        for item in one.items:
            row += 1
            start, method, state = _words(item)
            for column, text in ((0, one.serial), (1, one.zone.word), (2, start), (4, method), (5, state)):
                sheet.write_string(row, column, text)
            if item.volume_kwh is not None:
                sheet.write_number(row, 3, float(item.volume_kwh), number)
    sheet.write_string(row + 1, 0, "Итого", head)
    total = sum(item.volume_kwh or 0 for one in series for item in one.items)
    sheet.write_number(row + 1, 3, float(total), number)
    book.close()
    return out.getvalue()


def _words(item: ConsumptionItem) -> tuple[str, str, str]:
    """(start, method, state)."""
    start = f"{item.begins.astimezone(MOSCOW):%d.%m.%Y %H:%M}" if item.start.endswith("Z") else item.start
    if item.gap:
        return start, "", "нет данных"
    state = "предварительно" if item.preliminary else "принято"
    return start, _METHODS[item.method], f"известно не всё: нет {item.missing}" if item.missing else state
