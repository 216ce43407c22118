"""Finds the columns of a sheet by their heads, however the sheet came."""

from collections.abc import Iterable, Sequence

from metering.clients.files.kinds import MAX_ROWS
from metering.clients.files.refusal import FileRefusedError, too_many_rows
from metering.domain.sheets import Column, Sheet, SheetRow

_LOOKED_AT = 20
_NAMES = {
    "прибор учета": Column.SERIAL,
    "зона": Column.ZONE,
    "показание": Column.VALUE,
    "дата снятия": Column.TAKEN_ON,
    "подтверждение": Column.CONFIRM,
}


def _columns(cells: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for index, text in enumerate(cells):
        column = _NAMES.get(" ".join(text.casefold().replace("ё", "е").split()))
        if column is not None:
            found.setdefault(column, index)
    return found


def sheet_of(rows: Iterable[Sequence[str]]) -> Sheet:
    """The sheet below the first row that has the heads; rows without any text are skipped, numbers are kept."""
    header: SheetRow | None = None
    columns: dict[Column, int] = {}
    body: list[SheetRow] = []
    for number, cells in enumerate(rows, start=1):
        if header is None:
            columns = _columns(cells)
            if Column.SERIAL in columns and Column.VALUE in columns:
                header = SheetRow(number, tuple(cells))
            elif number >= _LOOKED_AT:
                break
        elif any(cell.strip() for cell in cells):
            body.append(SheetRow(number, tuple(cells)))
            if len(body) > MAX_ROWS:
                raise too_many_rows()
    missing = [column.value for column in Column if column not in columns and column is not Column.CONFIRM]
    if header is None or missing:
        names = ", ".join(f"«{name}»" for name in missing)
        ru = f"В файле не хватает колонок: {names}. Возьмите шаблон в личном кабинете."
        raise FileRefusedError("missing_columns", ru=ru, en="Columns are missing; take the template.")
    if not body:
        raise FileRefusedError("empty_file", ru="В файле нет строк с показаниями.", en="There are no rows.")
    return Sheet(header, columns, body)
