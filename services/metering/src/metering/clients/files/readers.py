"""Which reader takes which kind of file. Plain functions of the module: the parser's process imports them by name."""

from collections.abc import Sequence

from metering.clients.files.csv_sheet import read_csv
from metering.clients.files.kinds import Kind
from metering.clients.files.m80020 import Message, read_archive, read_message
from metering.clients.files.xlsx_sheet import read_xlsx
from metering.domain.sheets import Sheet

SHEETS = frozenset({Kind.XLSX, Kind.CSV})


def read_sheet(data: bytes, *, kind: Kind) -> Sheet:
    """A sheet of readings. Raises FileRefusedError."""
    return read_xlsx(data) if kind is Kind.XLSX else read_csv(data)


def read_messages(data: bytes, *, kind: Kind) -> Sequence[Message]:
    """80020 messages in force. Raises FileRefusedError."""
    return read_archive(data) if kind is Kind.M80020_ZIP else [read_message(data)]
