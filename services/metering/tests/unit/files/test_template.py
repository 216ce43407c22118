import io
from datetime import date
from decimal import Decimal

from metering.clients.files.template import TemplateMeter, write_template
from metering.clients.files.xlsx_sheet import read_xlsx
from metering.domain.sheets import Column
from metering.domain.zones import TariffZone
from openpyxl import load_workbook

DAY = date(2026, 11, 24)
TWO_ZONES = TemplateMeter(
    point="781000000000001 Офис",
    address="=HYPERLINK(1)",
    serial="0041",
    zones=[TariffZone.DAY, TariffZone.NIGHT],
    digits=6,
    decimals=2,
    previous={TariffZone.DAY: Decimal("1000.00")},
)


def test_the_template_has_a_row_per_meter_and_zone() -> None:
    sheet = load_workbook(io.BytesIO(write_template([TWO_ZONES], taken_on=DAY))).worksheets[0]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[:6] for row in rows] == [
        ["781000000000001 Офис", "=HYPERLINK(1)", "0041", "День", "1000.00", None],
        ["781000000000001 Офис", "=HYPERLINK(1)", "0041", "Ночь", "", None],
    ]
    assert sheet["B2"].data_type == "s"


def test_only_what_is_to_be_filled_can_be_changed_and_the_head_stays_in_sight() -> None:
    sheet = load_workbook(io.BytesIO(write_template([TWO_ZONES], taken_on=DAY))).worksheets[0]

    assert sheet.protection.sheet
    assert [cell.coordinate for cell in sheet[2] if not cell.protection.locked] == ["F2", "G2", "H2"]
    assert sheet.freeze_panes == "A2"
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {"F2", "F3", "H2:H3"}


def test_a_filled_template_can_be_read_back() -> None:
    book = load_workbook(io.BytesIO(write_template([TWO_ZONES], taken_on=DAY)))
    book.worksheets[0]["F2"] = 1010.5
    out = io.BytesIO()
    book.save(out)

    sheet = read_xlsx(out.getvalue())

    assert [sheet.cell(sheet.rows[0], column) for column in Column] == ["0041", "День", "1010.5", "2026-11-24", ""]
    assert sheet.address(sheet.rows[0], Column.VALUE) == "F2"


def test_an_empty_contract_gives_an_empty_template() -> None:
    assert load_workbook(io.BytesIO(write_template([], taken_on=DAY))).worksheets[0].max_row == 1
