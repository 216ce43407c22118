import pytest
from metering.clients.files.csv_sheet import Dialect, dialect_of, read_csv
from metering.clients.files.refusal import FileRefusedError
from metering.domain.sheets import Column

HEAD = "Прибор учёта;Зона;Предыдущее показание;Показание;Дата снятия"
TEXT = f"{HEAD}\r\n0012;Ночь;1000,00;1010,5;24.11.2026\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_the_encoding_is_found(encoding: str) -> None:
    sheet = read_csv(TEXT.encode(encoding))

    row = sheet.rows[0]
    assert [sheet.cell(row, column) for column in Column] == ["0012", "Ночь", "1010,5", "24.11.2026", ""]
    assert (row.number, sheet.address(row, Column.VALUE)) == (2, "D2")


def test_commas_may_stand_between_and_inside_of_quotes() -> None:
    data = HEAD.replace(";", ",") + '\n1,Сутки,,"1010,5",24.11.2026\n'

    sheet = read_csv(data.encode())

    assert dialect_of(data.encode()) == Dialect("utf-8", ",")
    assert sheet.cell(sheet.rows[0], Column.VALUE) == "1010,5"


def test_heads_may_stand_in_any_order_and_case_with_others_among_them() -> None:
    data = "Примечание;ДАТА  СНЯТИЯ;показание;зона;Прибор учета\nx;24.11.2026;5;Сутки;1\n"

    sheet = read_csv(data.encode())

    assert [sheet.cell(sheet.rows[0], column) for column in Column] == ["1", "Сутки", "5", "24.11.2026", ""]


def test_rows_keep_their_numbers_when_empty_ones_stand_between() -> None:
    sheet = read_csv(f"{HEAD}\n;;;;\n\n1;Сутки;;5;24.11.2026\n".encode())

    assert [row.number for row in sheet.rows] == [4]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("а;б\n1;2\n", "missing_columns"),
        ("Прибор учёта;Показание\n1;2\n", "missing_columns"),
        (f"{HEAD}\n", "empty_file"),
        (f'{HEAD}\n"1;Сутки\n', "unreadable"),
        (HEAD + "\n1;Сутки;;5;24.11.2026" * 100_001, "too_many_rows"),
    ],
)
def test_what_is_no_sheet_of_readings_is_refused(text: str, code: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_csv(text.encode())

    assert caught.value.code == code
