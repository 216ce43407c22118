"""Dates of contracts as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from notifier.domain.letters import ABOUT_MONEY, ABOUT_READINGS

WINDOW: Final = "window"
DUE: Final = "due"
VERIFICATION: Final = "verification"
AUDIENCE: Final = {WINDOW: ABOUT_READINGS, DUE: ABOUT_MONEY, VERIFICATION: ABOUT_READINGS}
_SUMMARY: Final = {
    WINDOW: "Передать показания по договору {number}",
    DUE: "Срок оплаты по договору {number}",
    VERIFICATION: "Поверка прибора учёта по договору {number}",
}


@dataclass(frozen=True, slots=True)
class ContractDate:
    """Some days, both inside, that matter to a contract; `key` is what makes it this one when it is told again."""

    contract_number: str
    kind: str
    key: str
    first_day: date
    last_day: date
    detail: str


def feed(dates: Iterable[ContractDate], portal: str, now: datetime) -> str:
    """The calendar; lines are folded at 75 octets and end with CRLF, as the format wants."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cabinet//calendar//RU", "METHOD:PUBLISH"]
    lines += ["X-WR-CALNAME:Сроки по договорам", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    for one in dates:
        lines += _event(one, portal, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _event(one: ContractDate, portal: str, now: datetime) -> Iterator[str]:
    name = sha256(f"{one.contract_number}/{one.kind}/{one.key}".encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@cabinet"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.first_day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.last_day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(_SUMMARY[one.kind].format(number=one.contract_number))}"
    yield f"DESCRIPTION:{_text(one.detail)}"
    yield f"URL:{portal.rstrip('/')}/contracts/{one.contract_number}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _fold(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, all but the first beginning with a space; no character is cut."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > 75:
            yield piece
            piece = " "
        piece += character
    yield piece
