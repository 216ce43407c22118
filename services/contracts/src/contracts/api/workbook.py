"""The page of a contract as .xlsx. CPU work: call it in a thread."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from contracts.api.schemas import ContractPage
from contracts.api.sheets import Cell, Sheet, sheets_of

_EXACT_DIGITS: Final = 15
"""A number of a spreadsheet is a double: more digits than this are kept as text."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_A4: Final = 9


def render_workbook(page: ContractPage, made_at: datetime) -> bytes:
    """The bytes of the file. Dates and numbers are typed; numbers that are names (of the contract, of a
    meter, INN) are text; text that begins like a formula stays text. `made_at` is Moscow time."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"Договор {page.number}", "created": made_at.replace(tzinfo=None)})
        drawing = _Drawing(book)
        for sheet in sheets_of(page):
            drawing.draw(sheet, page.number, made_at)
    return buffer.getvalue()


class _Drawing:
    def __init__(self, book: Any) -> None:
        self._book = book
        looks = {"valign": "top", "text_wrap": True}
        # Quoted, so that a cell stays text also after somebody edits it.
        self._text = book.add_format({**looks, "num_format": "@", "quote_prefix": True})
        self._heading = book.add_format({**looks, "bold": True, "bg_color": "#DDEBF7", "bottom": 1})
        self.number: Callable[[str], Any] = cache(lambda form: book.add_format({"valign": "top", "num_format": form}))

    def draw(self, sheet: Sheet, number: str, made_at: datetime) -> None:
        """One table: heading frozen and repeated on each printed page, columns as wide as told."""
        drawn = self._book.add_worksheet(sheet.name)
        for column, (heading, width) in enumerate(sheet.columns):
            drawn.set_column(column, column, width)
            drawn.write_string(0, column, heading, self._heading)
        drawn.freeze_panes(1, 0)
        for index, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                self._write(drawn, index, column, value)
        _set_up_print(drawn, number, made_at)

    def _write(self, drawn: Any, row: int, column: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            drawn.write_datetime(row, column, value.replace(tzinfo=None), self.number("dd.mm.yyyy hh:mm:ss"))
        elif isinstance(value, date):
            drawn.write_datetime(row, column, value, self.number("dd.mm.yyyy"))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool) and _is_exact(value):
            drawn.write_number(row, column, value, self.number(_number_format(value)))
        else:
            text = ("Да" if value else "Нет") if isinstance(value, bool) else str(value)
            drawn.write_string(row, column, _NOT_IN_XML.sub("", text), self._text)


def _is_exact(value: int | Decimal) -> bool:
    return len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS


def _number_format(value: int | Decimal) -> str:
    exponent = Decimal(value).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"0.{'0' * places}" if places else "0"


def _set_up_print(drawn: Any, number: str, made_at: datetime) -> None:
    drawn.set_paper(_A4)
    drawn.set_landscape()
    drawn.fit_to_pages(1, 0)
    drawn.repeat_rows(0)
    drawn.set_header(f"&LДоговор № {number}&R&A")
    made = made_at.strftime("%d.%m.%Y %H:%M")
    drawn.set_footer(f"&LЛичный кабинет, {made} (МСК). Не является первичным документом&RСтр. &P из &N")
