import io
from collections.abc import Callable

from metering.clients.files.commented import comment_csv, comment_messages, comment_xlsx
from metering.domain.sheets import RowError
from openpyxl import load_workbook

ERRORS = [
    RowError(3, "Показание", "D3", "decreased", "Меньше предыдущего."),
    RowError(3, "Дата снятия", "E3", "in_future", "Дата в будущем."),
]


def test_the_xlsx_comes_back_with_comments(write_xlsx: Callable[..., bytes]) -> None:
    data = write_xlsx([("1", "Сутки", "", 5, "24.11.2026"), ("2", "Сутки", "", 7, "25.11.2026")])

    sheet = load_workbook(io.BytesIO(comment_xlsx(data, ERRORS).content)).worksheets[0]

    assert [row[5].value for row in sheet.iter_rows()] == [
        "Комментарий",
        "",
        "Меньше предыдущего. Дата в будущем.",
    ]
    assert [cell.value for cell in sheet[3]][:4] == ["2", "Сутки", "", "7"]


def test_the_csv_comes_back_as_it_was_written_and_harmless() -> None:
    head = "Прибор учёта;Зона;Показание;Дата снятия;Прочее"
    data = f"{head}\r\n1;Сутки;5;24.11.2026;=cmd()\r\n2;Сутки;-7;25.11.2026;\r\n".encode("cp1251")

    lines = comment_csv(data, ERRORS).content.decode("cp1251").splitlines()

    assert lines == [
        f"{head};Комментарий",
        "1;Сутки;5;24.11.2026;'=cmd();",
        "2;Сутки;-7;25.11.2026;;Меньше предыдущего. Дата в будущем.",
    ]


def test_days_of_80020_come_back_as_a_table() -> None:
    rows = [("Точка", "Сутки"), ("P1", "2026-11-24"), ("P2", "2026-11-24")]

    sheet = load_workbook(io.BytesIO(comment_messages(rows, ERRORS).content)).worksheets[0]

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Точка", "Сутки", "Комментарий"],
        ["P1", "2026-11-24", ""],
        ["P2", "2026-11-24", "Меньше предыдущего. Дата в будущем."],
    ]
