"""The page as .xlsx: every fact of it, typed, readable, harmless."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

import openpyxl
import pytest

WORDS = {
    "active": "Действует",
    "owner": "Владелец",
    "company": "Юридическое лицо",
    "LV": "Низкое напряжение (НН)",
    "DAY": "День",
    "NIGHT": "Ночь",
}
TEXT_PATHS = {"number", "inn", "kpp", "ogrn", "serial", "code", "name", "address", "model", "phone", "email"}


async def exported(person, number: str) -> openpyxl.Workbook:
    answer = await person.get(f"/contracts/{number}/export.xlsx")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return openpyxl.load_workbook(BytesIO(answer.content))


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def to_the_second(value):
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def facts(value, path=""):
    """Every leaf of the page with the name of its field."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"DAY", "NIGHT"}:
                yield "zone", key
            yield from facts(item, "value" if key in {"DAY", "NIGHT"} else key)
    elif isinstance(value, list):
        for item in value:
            yield from facts(item, path)
    elif value is not None:
        yield path, value


def as_cell(path: str, value):
    """How a spreadsheet should hold the fact."""
    if path in {"status", "role", "kind", "voltage_level"}:
        return WORDS[value]
    if path.endswith(("_on", "_until")):
        return datetime.combine(date.fromisoformat(value), datetime.min.time())
    if path == "bound_at":
        return datetime.fromisoformat(value).astimezone(ZoneInfo("Europe/Moscow")).replace(tzinfo=None, microsecond=0)
    if path in {"max_power_kw", "multiplier", "value"}:
        return float(Decimal(value))
    if isinstance(value, bool):
        return "Да" if value else "Нет"
    return value


async def test_every_fact_of_the_page_is_in_the_sheet(world, bind, point, meter):
    anna = world.person()
    removed = meter(
        serial="00000017",
        removed_on="2026-10-31",
        final={"taken_on": "2026-10-31", "values": {"DAY": "1234.56", "NIGHT": "0.07"}},
        multiplier="1.5",
        remote_read=True,
    )
    points = [point(meters=[removed, meter()]), point(code="78-2", window=None, meters=[])]
    number = await bind(anna, valid_until="2030-12-31", delivery_points=points)
    page = (await anna.get(f"/contracts/{number}")).json()
    book = await exported(anna, number)
    kept = [
        cell.value.replace(microsecond=0) if isinstance(cell.value, datetime) else cell.value for cell in cells(book)
    ]
    for path, value in facts(page):
        expected = as_cell(path, value)
        if path == "zones" or path == "zone":
            assert any(WORDS[value] in cell for cell in kept if isinstance(cell, str)), (path, value)
        else:
            assert expected in kept, (path, value)


async def test_numbers_dates_and_names_are_typed(world, bind):
    anna = world.person()
    number = await bind(anna)
    book = await exported(anna, number)
    by_heading = {row[0].value: row[1] for row in book["Договор"].iter_rows(min_row=2)}
    for heading, value in (("Номер договора", number), ("ИНН", "7802532605"), ("КПП", "780201001")):
        assert (by_heading[heading].value, by_heading[heading].data_type) == (value, "s")
    power = by_heading["Максимальная мощность, кВт"]
    assert (power.value, power.data_type) == (150, "n")
    signed = by_heading["Дата заключения"]
    assert (signed.is_date, signed.value, signed.number_format) == (
        True,
        datetime.fromisoformat("2024-01-15"),
        "dd.mm.yyyy",
    )
    values = {row[4].value: row[5] for row in book["Показания"].iter_rows(min_row=2)}
    assert (values["День"].value, values["День"].number_format) == (1000, "0.00")
    assert [row[1].data_type for row in book["Приборы учёта"].iter_rows(min_row=2)] == ["s"]


async def test_headings_are_russian_frozen_and_ready_for_print(world, bind):
    anna = world.person()
    book = await exported(anna, await bind(anna))
    assert book.sheetnames == ["Договор", "Точки поставки", "Приборы учёта", "Показания", "Участники"]
    for sheet in book:
        assert all(cell.value and not cell.value.isascii() for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert all(sheet.column_dimensions[cell.column_letter].width > 10 for cell in sheet[1])
        assert "Не является первичным документом" in sheet.oddFooter.left.text


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
async def test_nothing_becomes_a_formula(world, bind, terms, point, meter, lead):
    evil = f'{lead}HYPERLINK("http://evil.test","x")'
    anna = world.person(name=evil)
    number = await bind(
        anna,
        address=evil,
        party={"kind": "company", "name": evil, "inn": "7802532605"},
        manager={"name": evil, "phone": "+78123036969"},
        delivery_points=[point(name=evil, address=evil, code=evil[:64], meters=[meter(serial=evil[:64], model=evil)])],
    )
    found = cells(await exported(anna, number))
    assert {cell.data_type for cell in found} <= {"s", "n", "d"}
    assert sum("HYPERLINK" in str(cell.value) for cell in found) == 14
    assert all(cell.quotePrefix for cell in found if "HYPERLINK" in str(cell.value))


async def test_the_file_has_a_name_in_both_alphabets(world, bind):
    anna = world.person()
    number = await bind(anna)
    answer = await anna.get(f"/contracts/{number}/export.xlsx")
    russian = quote(f"Договор {number}.xlsx")
    expected = f"attachment; filename=\"contract-{number}.xlsx\"; filename*=UTF-8''{russian}"
    assert answer.headers["content-disposition"] == expected
    assert answer.headers["cache-control"] == "no-store"


async def test_more_digits_than_a_spreadsheet_keeps_are_text(world, bind, point, meter):
    anna = world.person()
    big = meter(
        digits=12,
        decimals=6,
        zones=["SINGLE"],
        initial={"taken_on": "2026-09-30", "values": {"SINGLE": "123456789012.123456"}},
    )
    number = await bind(anna, delivery_points=[point(meters=[big])])
    book = await exported(anna, number)
    assert book["Показания"]["F2"].value == "123456789012.123456"
