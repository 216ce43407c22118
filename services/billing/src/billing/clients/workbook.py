"""Tables as .xlsx by XlsxWriter with constant memory. CPU work: call it in a thread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from xlsxwriter import Workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | Decimal | date | None

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_A4: Final = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: columns with their widths, rows, and lines above the heading."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = ()


def render_workbook(sheet: Sheet, footer: str) -> bytes:
    """The bytes of the file. Dates and sums are typed; text is written as text, whatever it begins with. The same
    sheet gives the same bytes but for the time of making."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "table.xlsx"
        with Workbook(str(path), {"constant_memory": True}) as book:
            _draw(book, sheet, footer)
        return path.read_bytes()


def _draw(book: Any, sheet: Sheet, footer: str) -> None:
    text = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True})
    drawn = book.add_worksheet(sheet.title[:31])
    for index, line in enumerate(sheet.above):
        drawn.write_string(index, 0, _NOT_IN_XML.sub("", line), text)
    top = len(sheet.above)
    for column, (name, width) in enumerate(sheet.columns):
        drawn.set_column(column, column, width)
        drawn.write_string(top, column, name, heading)
    drawn.freeze_panes(top + 1, 0)
    drawn.repeat_rows(top)
    drawn.set_paper(_A4)
    drawn.set_landscape()
    drawn.fit_to_pages(1, 0)
    drawn.set_footer(f"&L{footer.replace('&', '&&')}&RСтр. &P из &N")
    for row, cells in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                drawn.write_datetime(row, column, value, day)
            elif isinstance(value, Decimal):
                drawn.write_number(row, column, value, money)
            elif value is not None:
                drawn.write_string(row, column, _NOT_IN_XML.sub("", value), text)
