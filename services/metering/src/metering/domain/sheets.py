"""A filled sheet of readings (.xlsx or .csv): what its rows say, and what is wrong with each, by cell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from metering.domain.readings import ZoneValues
from metering.domain.submission import Fault, Judgement, MeterCase, RefusedError, judge
from metering.domain.zones import read_zone


class Column(StrEnum):
    """Columns that are read, by their heads; others may stand among them. Only `CONFIRM` may be absent."""

    SERIAL = "Прибор учёта"
    ZONE = "Зона"
    VALUE = "Показание"
    TAKEN_ON = "Дата снятия"
    CONFIRM = "Подтверждение"


@dataclass(frozen=True)
class SheetRow:
    """A row as text, numbered as the sheet numbers it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet as text. `columns` says where each known column stands (from 0)."""

    header: SheetRow
    columns: Mapping[Column, int]
    rows: Sequence[SheetRow]

    def cell(self, row: SheetRow, column: Column) -> str:
        """The text of a cell, empty where the row is short or the column absent."""
        index = self.columns.get(column)
        return row.cells[index].strip() if index is not None and index < len(row.cells) else ""

    def address(self, row: SheetRow, column: Column) -> str:
        """Such as D5."""
        return f"{column_letters(self.columns.get(column, 0))}{row.number}"


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row; `column` is the head as the sheet has it, `cell` its address."""

    row: int
    column: str
    cell: str
    code: str
    detail: str


@dataclass(frozen=True)
class Entry:
    """A meter's reading found in the sheet: all its zones, ready to be taken."""

    meter_id: UUID
    judgement: Judgement
    accepted: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def values(self) -> ZoneValues:
        """What the zones show."""
        return self.judgement.values


@dataclass(frozen=True)
class SheetCheck:
    """The outcome: readings that can be taken and the errors of the rest. A refused row has one error or more."""

    entries: Sequence[Entry]
    errors: Sequence[RowError]

    @property
    def refused(self) -> int:
        """How many rows can not be taken."""
        return len({error.row for error in self.errors})


_DATE = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YES = frozenset({"да", "yes", "1", "+"})


@dataclass
class _Group:
    """The rows of one meter: by zone, their dates, whether one says «да» to doubts; the numbers of broken ones."""

    rows: dict[str, SheetRow] = field(default_factory=dict)
    dates: dict[int, date] = field(default_factory=dict)
    confirmed: bool = False
    broken: set[int] = field(default_factory=set)


def column_letters(index: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_date(text: str) -> date | None:
    """A date as Excel or a person writes it: 24.11.2026 or 2026-11-24; else None."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found["day"], found["month"], found["year"]) if found["day"] else found.group(4, 5, 6)[::-1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def check_sheet(sheet: Sheet, meters: Mapping[str, Sequence[MeterCase]], now: datetime) -> SheetCheck:
    """Checks every row against the contract's meters (by serial), all zones of a meter together."""
    errors: list[RowError] = []
    groups: dict[str, _Group] = defaultdict(_Group)
    for row in sheet.rows:
        errors.extend(_gather(sheet, row, meters, groups))
    entries: list[Entry] = []
    for serial, group in groups.items():
        outcome = _check_meter(sheet, group, meters[serial][0], now)
        if isinstance(outcome, Entry):
            entries.append(outcome)
        else:
            errors.extend(outcome)
    return SheetCheck(entries, sorted(errors, key=lambda error: (error.row, error.cell)))


def _gather(
    sheet: Sheet, row: SheetRow, meters: Mapping[str, Sequence[MeterCase]], groups: dict[str, _Group]
) -> Iterator[RowError]:
    """Puts the row to its meter, or says why it has none."""
    serial = sheet.cell(row, Column.SERIAL)
    if len(cases := meters.get(serial, ())) != 1:
        code, text = _meter_fault(serial, len(cases))
        yield _error(sheet, row, Column.SERIAL, code, text)
        return
    group = groups[serial]
    zone = read_zone(sheet.cell(row, Column.ZONE))
    taken_on = read_date(sheet.cell(row, Column.TAKEN_ON))
    found = [
        (Column.ZONE, "unknown_zone", "Такой зоны нет: «Сутки», «День», «Ночь», «Пик» или «Полупик».", zone is None),
        (Column.SERIAL, "duplicate", "Эта зона прибора уже стоит выше.", zone is not None and zone in group.rows),
        (Column.TAKEN_ON, "bad_date", "Укажите дату снятия: ДД.ММ.ГГГГ.", taken_on is None),
    ]
    group.confirmed |= sheet.cell(row, Column.CONFIRM).casefold() in _YES
    for column, code, text, wrong in found:
        if wrong:
            group.broken.add(row.number)
            yield _error(sheet, row, column, code, text)
    if zone is not None and zone not in group.rows:
        group.rows[zone] = row
    if taken_on is not None:
        group.dates[row.number] = taken_on


def _meter_fault(serial: str, found: int) -> tuple[str, str]:
    if not serial:
        return "required", "Укажите номер прибора учёта."
    if found:
        return (
            "ambiguous_meter",
            "Приборов с таким номером в договоре несколько: передайте показание на их страницах.",
        )
    return "unknown_meter", "В договоре нет прибора с таким номером."


def _check_meter(sheet: Sheet, group: _Group, case: MeterCase, now: datetime) -> Entry | list[RowError]:
    rows = list(group.rows.values())
    if len(set(group.dates.values())) > 1:
        text = "У зон одного прибора должна быть одна дата снятия."
        return [_error(sheet, row, Column.TAKEN_ON, "dates_differ", text) for row in rows]
    if not group.dates or not rows:
        return []
    taken_on = next(iter(group.dates.values()))
    texts = {zone: sheet.cell(row, Column.VALUE) for zone, row in group.rows.items()}
    try:
        judgement = judge(case, texts, taken_on, now)
    except RefusedError as error:
        return _refusals(sheet, group, error.faults)
    accepted = tuple(warning.code for warning in judgement.assessment.warnings) if group.confirmed else ()
    doubts = judgement.assessment.unaccepted(accepted)
    way_out = f"Если всё верно, напишите «да» в колонке «{Column.CONFIRM}»."
    faults = [Fault(doubt.code, f"{doubt.detail} {way_out}", "", zone=doubt.zone) for doubt in doubts]
    if faults or group.broken:
        return _refusals(sheet, group, faults)
    return Entry(case.meter_id, judgement, accepted, tuple(row.number for row in rows))


def _refusals(sheet: Sheet, group: _Group, faults: Sequence[Fault]) -> list[RowError]:
    """Faults of the rows they belong to; a meter's other rows are refused with them, for its zones go together."""
    errors: list[RowError] = []
    seen = set(group.broken)
    for fault in faults:
        own = [group.rows[fault.zone]] if fault.zone in group.rows else []
        others = [row for row in group.rows.values() if row.number not in seen]
        errors.extend(_error(sheet, row, _column_of(fault), fault.code, fault.ru) for row in own or others)
        seen.update(error.row for error in errors)
    text = "Показания всех зон прибора передаются вместе, а в другой его строке ошибка."
    others = [row for row in group.rows.values() if row.number not in seen]
    return errors + [_error(sheet, row, Column.VALUE, "other_zone", text) for row in others]


def _column_of(fault: Fault) -> Column:
    if fault.code == "unknown_zone":
        return Column.ZONE
    return Column.TAKEN_ON if fault.field == "taken_on" else Column.VALUE


def _error(sheet: Sheet, row: SheetRow, column: Column, code: str, detail: str) -> RowError:
    return RowError(row.number, column.value, sheet.address(row, column), code, detail)
