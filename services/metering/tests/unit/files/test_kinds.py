import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from metering.clients.files.kinds import Kind, kind_of
from metering.clients.files.refusal import FileRefusedError

DATA = Path(__file__).parents[2] / "data"
Write = Callable[..., bytes]


def refused(data: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        kind_of(data)
    return caught.value.code


def test_a_file_is_known_by_its_content(write_xlsx: Write) -> None:
    assert kind_of(write_xlsx([])) is Kind.XLSX
    assert kind_of((DATA / "80020_600004_20080227_810.zip").read_bytes()) is Kind.M80020_ZIP
    assert kind_of(b'\xef\xbb\xbf<?xml version="1.0"?><message/>') is Kind.M80020_XML
    assert kind_of("Прибор учёта;Зона\n1;Сутки".encode("cp1251")) is Kind.CSV


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"  \n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported_file"),
        (b"%PDF-1.7\n\x00\x01", "unsupported_file"),
        (b"\x89PNG\r\n\x1a\n\x00", "unsupported_file"),
        (b"PK\x03\x04 but nothing more", "unreadable"),
    ],
)
def test_what_is_none_of_ours_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_an_archive_of_something_else_is_refused(write_zip: Write) -> None:
    assert refused(write_zip({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>", "a.png": b""})) == (
        "unsupported_file"
    )
    assert refused(write_zip({})) == "unsupported_file"


def test_macros_are_refused(write_zip: Write) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"}

    assert refused(write_zip(parts)) == "macros"


def test_a_bomb_is_refused_by_its_directory(write_zip: Write) -> None:
    data = write_zip({"1.xml": bytes(30 * 2**20)})

    assert len(data) < 40_000
    assert refused(data) == "zip_bomb"


def test_too_many_entries_are_refused(write_zip: Write) -> None:
    parts = {f"{number}.xml": b"" for number in range(3001)}

    assert refused(write_zip(parts, compression=zipfile.ZIP_STORED)) == "zip_bomb"


def test_an_archive_with_a_password_is_refused(write_zip: Write) -> None:
    data = bytearray(write_zip({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert refused(bytes(data)) == "encrypted"
