"""Tables as .xlsx by XlsxWriter with constant memory. CPU work: call it in a thread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

from xlsxwriter import Workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | Decimal | date | None

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_A4: Final = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: columns with their widths, and lines above the heading."""

    title: str
    columns: Sequence[tuple[str, int]]
    above: Sequence[str] = ()


class WorkbookFile:
    """A table on disk that grows by rows. Dates and sums are typed; text is written as text, whatever it begins with.
    The same rows give the same bytes but for the time of making."""

    def __init__(self, sheet: Sheet, footer: str) -> None:
        self._directory = TemporaryDirectory()
        self._path = Path(self._directory.name) / "table.xlsx"
        self._book = Workbook(str(self._path), {"constant_memory": True, "tmpdir": self._directory.name})
        self._text = self._book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        self._money = self._book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self._drawn: Any = self._book.add_worksheet(sheet.title[:31])
        self._next = self._head(sheet, footer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._directory.cleanup()

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """More rows."""
        for cells in rows:
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    self._drawn.write_datetime(self._next, column, value, self._day)
                elif isinstance(value, Decimal):
                    self._drawn.write_number(self._next, column, value, self._money)
                elif value is not None:
                    self._drawn.write_string(self._next, column, _NOT_IN_XML.sub("", value), self._text)
            self._next += 1

    def finish(self) -> bytes:
        """The bytes of the file."""
        self._book.close()
        return self._path.read_bytes()

    def _head(self, sheet: Sheet, footer: str) -> int:
        """Everything but the rows; where the first of them goes."""
        heading = self._book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True})
        for index, line in enumerate(sheet.above):
            self._drawn.write_string(index, 0, _NOT_IN_XML.sub("", line), self._text)
        top = len(sheet.above)
        for column, (name, width) in enumerate(sheet.columns):
            self._drawn.set_column(column, column, width)
            self._drawn.write_string(top, column, name, heading)
        self._drawn.freeze_panes(top + 1, 0)
        self._drawn.repeat_rows(top)
        self._drawn.set_paper(_A4)
        self._drawn.set_landscape()
        self._drawn.fit_to_pages(1, 0)
        self._drawn.set_footer(f"&L{footer.replace('&', '&&')}&RСтр. &P из &N")
        return top + 1
