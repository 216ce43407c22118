"""Gives a checked file back: the customer's own rows, with a comment beside each that was refused."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from metering.clients.files.csv_sheet import dialect_of, read_csv
from metering.clients.files.kinds import Kind
from metering.clients.files.m80020 import Message, days_of
from metering.clients.files.readers import read_messages
from metering.clients.files.template import text_workbook
from metering.clients.files.xlsx_sheet import read_xlsx
from metering.domain.sheets import RowError, Sheet

COMMENT = "Комментарий"


class CommentedFile(NamedTuple):
    """Bytes, their media type and the ending of their name."""

    content: bytes
    media_type: str
    suffix: str


def comment_xlsx(data: bytes, errors: Iterable[RowError]) -> CommentedFile:
    """The first sheet of the .xlsx with a comment column."""
    sheet = read_xlsx(data)
    return table_xlsx([sheet.header.cells, *(row.cells for row in sheet.rows)], _column(sheet, _by_row(errors)))


def comment_csv(data: bytes, errors: Iterable[RowError]) -> CommentedFile:
    """The .csv with a comment column, in its own encoding and with its own delimiter."""
    sheet, dialect = read_csv(data), dialect_of(data)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    rows = [sheet.header.cells, *(row.cells for row in sheet.rows)]
    for cells, comment in zip(rows, _column(sheet, _by_row(errors)), strict=True):
        writer.writerow([*map(_harmless, cells), comment])
    content = out.getvalue().encode(dialect.encoding, errors="replace")
    return CommentedFile(content, "text/csv", ".csv")


def comment_messages(messages: Sequence[Message], errors: Iterable[RowError]) -> CommentedFile:
    """A table of the days of an 80020 import, numbered as its errors number them, with a comment for each."""
    by_row = _by_row(errors)
    rows: list[Sequence[str]] = [("Точка", "Название", "Канал", "Сутки", "Номер сообщения", "Пропусков", "кВт·ч")]
    for message, channel in days_of(messages):
        block = channel.block
        known = (str(block.gaps), f"{block.kwh:f}") if block else ("", "")
        head = (channel.code, channel.name, channel.channel, message.day.isoformat(), str(message.number))
        rows.append((*head, *known))
    return table_xlsx(rows, [COMMENT, *(by_row.get(number, "") for number in range(2, len(rows) + 1))])


def table_xlsx(rows: Sequence[Sequence[str]], last_column: Sequence[str]) -> CommentedFile:
    """An .xlsx of text, the first row as its head."""
    out = io.BytesIO()
    book = text_workbook(out)
    sheet = book.add_worksheet()
    head, wrong = book.add_format({"bold": True}), book.add_format({"font_color": "#B00020", "text_wrap": True})
    width = max((len(cells) for cells in rows), default=0)
    for number, (cells, comment) in enumerate(zip(rows, last_column, strict=True)):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, head if number == 0 else None)
        sheet.write_string(number, width, comment, head if number == 0 else wrong)
    sheet.freeze_panes(1, 0)
    sheet.set_column(width, width, 60)
    book.close()
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return CommentedFile(out.getvalue(), media_type, ".xlsx")


def _by_row(errors: Iterable[RowError]) -> dict[int, str]:
    texts: dict[int, list[str]] = defaultdict(list)
    for error in errors:
        texts[error.row].append(error.detail)
    return {row: " ".join(details) for row, details in texts.items()}


def _column(sheet: Sheet, by_row: Mapping[int, str]) -> list[str]:
    return [COMMENT, *(by_row.get(row.number, "") for row in sheet.rows)]


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula is given back as text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") and not text[1:2].isdigit() else text


def give_back(data: bytes, *, kind: Kind, errors: Sequence[RowError]) -> CommentedFile:
    """The file of an import with its comments. Raises FileRefusedError."""
    if kind is Kind.XLSX:
        return comment_xlsx(data, errors)
    if kind is Kind.CSV:
        return comment_csv(data, errors)
    return comment_messages(read_messages(data, kind=kind), errors)
