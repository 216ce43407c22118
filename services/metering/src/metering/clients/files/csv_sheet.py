"""Reads a .csv of readings: `;`, `,` or tab, UTF-8 (with or without BOM) or windows-1251."""

import csv
import io
from dataclasses import dataclass

from metering.clients.files.heads import sheet_of
from metering.clients.files.refusal import unreadable
from metering.domain.sheets import Sheet


@dataclass(frozen=True)
class Dialect:
    """How the file was written, so that it can be given back the same way."""

    encoding: str
    delimiter: str


def dialect_of(data: bytes) -> Dialect:
    """Found from the bytes: the BOM, valid UTF-8, else windows-1251; the delimiter is the commonest of row 1."""
    if data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    else:
        try:
            data.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1251"
    first = data.split(b"\n", 1)[0]
    return Dialect(encoding, max(";,\t", key=lambda mark: first.count(mark.encode())))


def read_csv(data: bytes) -> Sheet:
    """The sheet; `FileRefusedError` when it is no table or lacks columns."""
    dialect = dialect_of(data)
    try:
        text = data.decode(dialect.encoding)
        return sheet_of(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise unreadable() from error
