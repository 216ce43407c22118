"""What stands on a printed form, whatever it is printed with. Everything is text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NOT_PRIMARY = "Печатная форма, не является первичным документом"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Side:
    """What one party signs: a heading and named lines, an empty one to be filled by hand."""

    title: str
    lines: Pairs


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form, from top to bottom. Empty parts are not printed.

    `above` stands in the right corner; `status` is the UPD's; `bank` the block of a bill by which banks pay;
    `codes` are the numbered lines of a VAT invoice (name, value, code). Columns may stand in `groups` (heading, number
    of columns) and have `numbers` (the graphs of a statutory blank) and `weights`; else `wide` takes the rest of the
    width. `numeric` are columns of numbers, `foot` is the row of totals, `qr` an SVG.
    """

    title: str
    made_on: date
    above: Sequence[str] = ()
    status: str = ""
    bank: Mapping[str, str] = field(default_factory=dict)
    parties: Pairs = ()
    codes: Sequence[tuple[str, str, str]] = ()
    requisites: Pairs = ()
    opening: Sequence[str] = ()
    columns: Sequence[str] = ()
    groups: Sequence[tuple[str, int]] = ()
    numbers: Sequence[str] = ()
    weights: Sequence[float] = ()
    wide: int = 0
    numeric: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()
    foot: Sequence[str] = ()
    totals: Pairs = ()
    words: str = ""
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()
    sides: Sequence[Side] = ()
    mark: str = NOT_PRIMARY
    qr: str = ""
    footer: str = ""


def rubles(amount: Decimal) -> str:
    """1 234 567,80 with unbreakable spaces."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def month_name(period: str) -> str:
    """«октябрь 2026»."""
    names = (
        *("январь", "февраль", "март", "апрель", "май", "июнь"),
        *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    )
    return f"{names[int(period[5:]) - 1]} {period[:4]}"


def day_text(day: date) -> str:
    """18.11.2026."""
    return f"{day:%d.%m.%Y}"
