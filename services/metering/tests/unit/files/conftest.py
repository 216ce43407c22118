import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
import xlsxwriter

HEADS = ("Прибор учёта", "Зона", "Предыдущее показание", "Показание", "Дата снятия")


def make_xlsx(rows: Sequence[Sequence[object]], heads: Sequence[str] = HEADS) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for number, cells in enumerate([heads, *rows]):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def make_zip(parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def write_xlsx() -> Callable[..., bytes]:
    return make_xlsx


@pytest.fixture(scope="session")
def write_zip() -> Callable[..., bytes]:
    return make_zip


@pytest.fixture(scope="session")
def patch_xlsx() -> Callable[[bytes, Mapping[str, Callable[[bytes], bytes]]], bytes]:
    """Rewrites parts of an .xlsx; a part that is not there is made from nothing."""

    def patch(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return make_zip(parts | {name: change(parts.get(name, b"")) for name, change in changes.items()})

    return patch
