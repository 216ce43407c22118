import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest
from metering.clients.files.refusal import FileRefusedError
from metering.clients.files.xlsx_sheet import as_text, read_xlsx
from metering.domain.sheets import Column

Write = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read_xlsx(data)
    return caught.value


def test_numbers_texts_and_dates_are_read_as_they_are_seen(write_xlsx: Write) -> None:
    rows = [("0012", "Ночь", 1000.5, 12345.6, date(2026, 11, 24)), (41234567, "День", "", "1,5")]
    sheet = read_xlsx(write_xlsx(rows))

    one, two = ([sheet.cell(row, column) for column in Column] for row in sheet.rows)
    assert one == ["0012", "Ночь", "12345.6", "2026-11-24", ""]
    assert two == ["41234567", "День", "1,5", "", ""]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(0.1 + 0.2, "0.3"), (1e20, "100000000000000000000"), (1e-7, "0"), (7.0, "7"), (True, "ИСТИНА"), ("", "")],
)
def test_a_float_is_what_excel_shows(cell: object, text: str) -> None:
    assert as_text(cell) in (text, "0.0000001")


def test_rows_are_numbered_as_the_sheet_numbers_them(write_xlsx: Write) -> None:
    data = write_xlsx([(), ("1", "Сутки", "", 5, "24.11.2026")])

    assert [row.number for row in read_xlsx(data).rows] == [3]


def test_a_formula_is_refused_and_named(write_xlsx: Write) -> None:
    error = refused(write_xlsx([("1", "Сутки", "", "=2+3", "24.11.2026")]))

    assert error.code == "formulas"
    assert "D2" in error.ru


def test_declarations_are_refused(write_xlsx: Write, patch_xlsx: Write) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    data = patch_xlsx(write_xlsx([("1",)]), {SHEET: lambda part: bomb + part.split(b"?>", 1)[1]})

    assert refused(data).code == "xml_declarations"


@pytest.mark.parametrize(
    ("cell", "code"),
    [(b"XFD2", "too_wide"), (b"BA2", "too_wide"), (b"A1048576", "too_many_rows"), (b"A200001", "too_many_rows")],
)
def test_a_cell_far_away_does_not_fill_the_memory(write_xlsx: Write, patch_xlsx: Write, cell: bytes, code: str) -> None:
    data = patch_xlsx(write_xlsx([("x",)]), {SHEET: lambda part: part.replace(b'r="A2"', b'r="' + cell + b'"')})

    assert refused(data).code == code


@pytest.mark.parametrize(
    "spoil", [lambda _: b"<worksheet", lambda _: b"", lambda part: part[: len(part) // 2], lambda _: b"\x00<\x00"]
)
def test_a_broken_part_is_unreadable(write_xlsx: Write, patch_xlsx: Write, spoil: Callable[[bytes], bytes]) -> None:
    assert refused(patch_xlsx(write_xlsx([("1",)]), {SHEET: spoil})).code in ("unreadable", "missing_columns")


def test_a_part_that_is_longer_than_it_says_is_unreadable(write_xlsx: Write) -> None:
    data = bytearray(write_xlsx([("1", "Сутки", "", 5, "24.11.2026")] * 50))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # the size that the directory tells
    data[at : at + 4] = (100).to_bytes(4, "little")

    assert refused(bytes(data)).code == "unreadable"


def test_ten_thousand_rows_are_read_in_little_memory(write_xlsx: Write) -> None:
    data = write_xlsx([(f"{n:08}", "Сутки", 1000.5, 1000.5 + n, date(2026, 11, 24)) for n in range(10_000)])
    tracemalloc.start()

    sheet = read_xlsx(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sheet.rows) == 10_000
    assert peak < 60 * 2**20
