"""Reads 80020 messages (domain.md 3.4): XML of one sender and day, alone or many in a .zip.

Tolerant of what writers really do (case of names, comma or point, 2400 for 0000), strict about what would
make wrong numbers: every day complete and contiguous, nothing trusted whose status is not 0.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from metering.clients.files.kinds import MAX_ROWS, checked_archive
from metering.clients.files.refusal import FileRefusedError, too_many_rows, unreadable
from metering.domain.intervals import IncompleteDayError, IntervalBlock, block_of

ACTIVE_RECEIVED = "01"
_POINTS = frozenset({"measuringpoint", "accountpoint", "deliverypoint", "deliverygroup", "peretok"})
_GROUPS = frozenset({"deliverygroup", "peretok"})
_VALUE = re.compile(r"[0-9]{1,18}(?:[.,][0-9]{1,12})?")
_MAX_MESSAGE = 32 * 2**20


@dataclass(frozen=True)
class ChannelDay:
    """One channel of one point on the message's day; either its block or why there is none."""

    code: str
    name: str
    channel: str
    block: IntervalBlock | None
    fault: str = ""


@dataclass(frozen=True)
class Message:
    """A message; of those of one sender and day the highest `number` is in force (F1)."""

    number: int
    day: date
    sender_inn: str
    channels: Sequence[ChannelDay]


def days_of(messages: Sequence[Message]) -> Iterator[tuple[Message, ChannelDay]]:
    """The channel days of the messages in their order, which numbers them for the customer."""
    return ((message, channel) for message in messages for channel in message.channels)


def read_archive(data: bytes) -> list[Message]:
    """The messages of a .zip that are in force, by day; `FileRefusedError` when any part is no 80020."""
    archive = checked_archive(data)
    in_force: dict[tuple[str, date], Message] = {}
    rows = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        try:
            message = read_message(archive.read(entry))
        except (OSError, EOFError, ValueError, NotImplementedError) as error:
            raise error if isinstance(error, FileRefusedError) else unreadable() from error
        rows += len(message.channels)
        if rows > MAX_ROWS:
            raise too_many_rows()
        key = message.sender_inn, message.day
        if key not in in_force or in_force[key].number < message.number:
            in_force[key] = message
    return sorted(in_force.values(), key=lambda message: (message.day, message.sender_inn))


def read_message(data: bytes) -> Message:
    """One message; `FileRefusedError` when it is no 80020 or its head can not be read."""
    root = _parse(data)
    if _name(root) != "message" or _attribute(root, "class") != "80020":
        raise FileRefusedError("not_80020", ru="Это не макет 80020.", en="This is no 80020 message.")
    try:
        number = int(_attribute(root, "number"))
        day = datetime.strptime(_text(root, "datetime", "day"), "%Y%m%d").date()  # noqa: DTZ007  # a date alone
    except ValueError as error:
        ru = "В макете 80020 не указаны номер сообщения или день."
        raise FileRefusedError(
            "bad_80020_head", ru=ru, en="The number or the day of the message is missing."
        ) from error
    channels = [channel for area in _children(root, {"area"}) for channel in _area(area, day)]
    if not 0 <= number < 2**63:
        raise unreadable()
    return Message(number, day, _text(root, "sender", "inn"), channels)


def _parse(data: bytes) -> "etree._Element":
    if len(data) > _MAX_MESSAGE:
        raise FileRefusedError("too_large", ru="Сообщение 80020 слишком велико.", en="The message is too large.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable() from error
    info: etree.DocInfo = root.getroottree().docinfo
    if info.internalDTD is not None:
        raise FileRefusedError("xml_declarations", ru="В файле есть недопустимый XML (DTD).", en="XML with a DTD.")
    return root


def _name(element: "etree._Element") -> str:
    """The tag in lower case without its namespace; comments have none."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _attribute(element: "etree._Element", name: str) -> str:
    return next((str(value).strip() for key, value in element.attrib.items() if str(key).lower() == name), "")


def _children(element: "etree._Element", names: set[str] | frozenset[str]) -> Iterator["etree._Element"]:
    return (child for child in element if _name(child) in names)


def _text(element: "etree._Element", *path: str) -> str:
    for step in path:
        found = next(_children(element, {step}), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def _area(area: "etree._Element", day: date) -> Iterator[ChannelDay]:
    for point in _children(area, _POINTS):
        between = f"{_attribute(point, 'codefrom')}-{_attribute(point, 'codeto')}"
        code, name = _attribute(point, "code") or between, _attribute(point, "name")
        hourly = _name(point) in _GROUPS
        channels = [child for child in point if _name(child).endswith("channel")]
        for channel in channels or [point]:
            number = _attribute(channel, "code").rjust(2, "0") if channels else ACTIVE_RECEIVED
            yield _channel(channel, day, hourly=hourly, head=(code, name, number))


def _channel(element: "etree._Element", day: date, *, hourly: bool, head: tuple[str, str, str]) -> ChannelDay:
    try:
        periods = [_period(period) for period in _children(element, {"period"})]
        minutes = 60 if hourly and len(periods) <= 25 else 30
        return ChannelDay(*head, block_of(day, minutes, periods))
    except IncompleteDayError as error:
        return ChannelDay(*head, None, f"Сутки неполные или периоды идут не подряд: {error}.")
    except ValueError as error:
        return ChannelDay(*head, None, f"Значение не читается: {error}.")


def _period(period: "etree._Element") -> tuple[str, str, Decimal | None]:
    """(start, end, kWh); no value, or a status other than 0, is a gap (F4)."""
    start, end = _attribute(period, "start"), _attribute(period, "end")
    value = next(_children(period, {"value"}), None)
    text = "" if value is None else (value.text or "").strip()
    if value is None or not text or _attribute(value, "status") not in ("", "0"):
        return start, end, None
    if not _VALUE.fullmatch(text):
        raise ValueError(f"{start} «{text[:40]}»")
    return start, end, Decimal(text.replace(",", "."))
