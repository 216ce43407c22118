import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from metering.clients.files.commented import comment_csv, comment_messages, comment_xlsx
from metering.clients.files.m80020 import ChannelDay, Message
from metering.domain.intervals import IntervalBlock
from metering.domain.sheets import RowError
from openpyxl import load_workbook

DAY = date(2026, 11, 24)

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
    block = IntervalBlock(DAY, 60, (Decimal("1.5"), None))
    days = [ChannelDay("P1", "Ввод 1", "01", block), ChannelDay("P2", "Ввод 2", "01", None, "Сутки неполные.")]

    content = comment_messages([Message(7, DAY, "7802532605", days)], ERRORS).content

    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]
    assert rows[0][:4] == ["Точка", "Название", "Канал", "Сутки"]
    assert rows[1] == ["P1", "Ввод 1", "01", "2026-11-24", "7", "1", "1.5", ""]
    assert rows[2] == ["P2", "Ввод 2", "01", "2026-11-24", "7", "", "", "Меньше предыдущего. Дата в будущем."]
