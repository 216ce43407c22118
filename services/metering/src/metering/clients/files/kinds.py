"""What a file is, by its content, and whether it is safe to unpack. Cheap: runs before a file is even stored."""

import io
import re
import zipfile
from enum import StrEnum

from metering.clients.files.refusal import FileRefusedError, unreadable

MAX_ROWS = 100_000
MAX_BYTES = 20 * 2**20
_MAX_UNPACKED, _MAX_RATIO, _MAX_ENTRIES = 256 * 2**20, 150, 3_000
_TEXT_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


class Kind(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    CSV = "csv"
    M80020_XML = "80020_xml"
    M80020_ZIP = "80020_zip"


def kind_of(data: bytes) -> Kind:
    """The kind of file; `FileRefusedError` for an empty, foreign, encrypted, macro-laden or exploding one."""
    if data.startswith(b"PK"):
        return _kind_of_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        ru = "Это старый .xls или файл с паролем. Сохраните его как .xlsx без пароля."
        raise FileRefusedError("unsupported_file", ru=ru, en="An old .xls or a file with a password.")
    if not data.strip():
        raise FileRefusedError("empty_file", ru="Файл пуст.", en="The file is empty.")
    if _looks_like_xml(data):
        return Kind.M80020_XML
    if _TEXT_CONTROLS.search(data[:65536]):
        raise _unsupported()
    return Kind.CSV


def _looks_like_xml(data: bytes) -> bool:
    return data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _unsupported() -> FileRefusedError:
    ru = "Принимаются файлы .xlsx, .csv и макет 80020 (.xml или .zip)."
    return FileRefusedError("unsupported_file", ru=ru, en="Taken are .xlsx, .csv and 80020 (.xml or .zip).")


def _kind_of_archive(data: bytes) -> Kind:
    names = [entry.filename for entry in checked_archive(data).infolist()]
    if any("vbaproject.bin" in name.casefold() or name.casefold().endswith(".bas") for name in names):
        raise FileRefusedError("macros", ru="В файле есть макросы. Сохраните его как .xlsx.", en="The file has macros.")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    files = [name for name in names if not name.endswith("/")]
    if files and all(name.casefold().endswith(".xml") for name in files):
        return Kind.M80020_ZIP
    raise _unsupported()


def checked_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, once its directory shows no encryption and no more than it may unpack to.

    What the directory says is trusted no further: `zipfile` stops at the size it names and checks the CRC.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise unreadable() from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or unpacked > min(_MAX_UNPACKED, max(packed, 2**16) * _MAX_RATIO):
        raise FileRefusedError(
            "zip_bomb", ru="Файл распаковывается в слишком большой объём.", en="The file unpacks to too much."
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefusedError("encrypted", ru="Архив защищён паролем.", en="The archive has a password.")
    return archive
