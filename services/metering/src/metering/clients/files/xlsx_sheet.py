"""Reads an .xlsx of readings: first what is inside is looked over as bytes, only then is it parsed."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from metering.clients.files.heads import sheet_of
from metering.clients.files.kinds import checked_archive
from metering.clients.files.refusal import FileRefusedError, too_many_rows, unreadable
from metering.domain.sheets import Sheet

_CHUNK, _OVERLAP = 2**20, 256
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+[0-9]+)"')
# A single cell far away would make the parser lay out millions of empty ones before it.
_FAR_AWAY = re.compile(rb'\br="(?:[A-Z]{3,}|[B-Z][A-Z])[0-9]+"')
_FAR_BELOW = re.compile(rb'\br="[A-Z]*(?:[1-9][0-9]{6,}|[2-9][0-9]{5}|1[1-9][0-9]{4})"')


def read_xlsx(data: bytes) -> Sheet:
    """The first sheet as text; `FileRefusedError` for formulas, declarations, too much, or a broken file."""
    try:
        archive = checked_archive(data)
        for entry in archive.infolist():
            _look_over(archive, entry)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except FileRefusedError:
        raise
    except (CalamineError, zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise unreadable() from error
    return sheet_of([as_text(cell) for cell in row] for row in cells)


def as_text(cell: Any) -> str:
    """A cell as a person sees it: numbers by the 15 digits Excel keeps, dates as ISO."""
    if isinstance(cell, bool):
        return "ИСТИНА" if cell else "ЛОЖЬ"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(value: float) -> str:
    text = f"{value:.15g}"
    return f"{value:f}".rstrip("0").rstrip(".") if "e" in text else text


def _look_over(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacks one part piece by piece, which also proves that it is no longer than it says."""
    is_sheet = entry.filename.startswith("xl/worksheets/")
    for piece in _pieces(archive, entry):
        if _DECLARATIONS.search(piece):
            raise FileRefusedError("xml_declarations", ru="В файле есть недопустимый XML (DTD).", en="XML with a DTD.")
        if is_sheet:
            _look_over_sheet(piece)


def _look_over_sheet(piece: bytes) -> None:
    if b"\0" in piece:
        raise unreadable()
    if formula := _FORMULA.search(piece):
        cells = _CELL.findall(piece, 0, formula.start())
        where = cells[-1].decode() if cells else "?"
        ru = f"В ячейке {where} формула. Замените формулы значениями."
        raise FileRefusedError("formulas", ru=ru, en=f"There is a formula in {where}: put values instead.")
    if _FAR_AWAY.search(piece):
        raise FileRefusedError("too_wide", ru="В файле слишком много колонок.", en="There are too many columns.")
    if _FAR_BELOW.search(piece):
        raise too_many_rows()


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]
