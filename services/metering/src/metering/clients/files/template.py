"""Writes the sheet to fill: one row per meter and zone, everything but the values locked."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from metering.domain.numbers import volume_text
from metering.domain.readings import ZoneValues
from metering.domain.sheets import Column
from metering.domain.zones import TariffZone

PREVIOUS = "Предыдущее показание"
_HEADS: Sequence[tuple[str, int]] = (
    ("Точка поставки", 28),
    ("Адрес", 36),
    (Column.SERIAL.value, 18),
    (Column.ZONE.value, 10),
    (PREVIOUS, 22),
    (Column.VALUE.value, 16),
    (Column.TAKEN_ON.value, 14),
    (Column.CONFIRM.value, 16),
)
_VALUE, _TAKEN_ON, _CONFIRM = 5, 6, 7


@dataclass(frozen=True)
class TemplateMeter:
    """A meter of the template; `previous` may lack zones that were never read."""

    point: str
    address: str
    serial: str
    zones: Sequence[TariffZone]
    digits: int
    decimals: int
    previous: ZoneValues


def text_workbook(out: io.BytesIO) -> Any:
    """A workbook that takes no text of a registry or a customer for a formula or a link."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(out, options)


def write_template(meters: Sequence[TemplateMeter], *, taken_on: date) -> bytes:
    """The .xlsx: frozen header, locked cells (no password), dates prefilled, values checked while typing."""
    out = io.BytesIO()
    book = text_workbook(out)
    writer = _Writer(book)
    for meter in meters:
        for zone in meter.zones:
            writer.write(meter, zone, taken_on)
    writer.finish()
    book.close()
    return out.getvalue()


class _Writer:
    """The sheet under construction."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._sheet = book.add_worksheet("Показания")
        self._row = 0
        self._text = book.add_format({"num_format": "@"})
        self._open = {"locked": False, "bg_color": "#FFF9E0", "border": 1}
        self._date = book.add_format({**self._open, "num_format": "dd.mm.yyyy"})
        self._word = book.add_format(self._open)
        self._numbers: dict[int, Any] = {}
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
        for column, (name, width) in enumerate(_HEADS):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, name, head)
        self._sheet.freeze_panes(1, 0)

    def write(self, meter: TemplateMeter, zone: TariffZone, taken_on: date) -> None:
        """One row."""
        self._row += 1
        previous = meter.previous.get(zone)
        known = "" if previous is None else volume_text(previous, meter.decimals)
        for column, text in enumerate((meter.point, meter.address, meter.serial, zone.word, known)):
            self._sheet.write_string(self._row, column, text, self._text)
        self._sheet.write_blank(self._row, _VALUE, None, self._number(meter.decimals))
        self._sheet.write_datetime(self._row, _TAKEN_ON, taken_on, self._date)
        self._sheet.write_blank(self._row, _CONFIRM, None, self._word)
        self._sheet.data_validation(self._row, _VALUE, self._row, _VALUE, _rule(meter))

    def finish(self) -> None:
        """The checks that span the sheet, and the lock."""
        last = max(self._row, 1)
        yes = {"validate": "list", "source": ["да"], "ignore_blank": True}
        self._sheet.data_validation(1, _CONFIRM, last, _CONFIRM, yes)
        self._sheet.autofilter(0, 0, last, len(_HEADS) - 1)
        self._sheet.protect("", {"autofilter": True, "format_columns": True, "select_locked_cells": True})

    def _number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            form = f"0.{'0' * decimals}" if decimals else "0"
            self._numbers[decimals] = self._book.add_format({**self._open, "num_format": form})
        return self._numbers[decimals]


def _rule(meter: TemplateMeter) -> dict[str, Any]:
    text = f"Цифр до запятой: {meter.digits}, после запятой: {meter.decimals}."
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 10**meter.digits - 10**-meter.decimals,
        "input_title": "Показание",
        "input_message": text,
        "error_title": "Показание",
        "error_message": text,
    }
