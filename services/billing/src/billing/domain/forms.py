"""What stands on a printed form, whatever it is printed with. Everything is text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOT_PRIMARY = "Печатная форма, не является первичным документом"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form. `wide` is the column that takes the rest of the width, `numeric` are those of numbers; `qr` is
    an SVG or empty."""

    title: str
    made_on: date
    parties: Pairs = ()
    requisites: Pairs = ()
    columns: Sequence[str] = ()
    wide: int = 0
    numeric: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()
    totals: Pairs = ()
    words: str = ""
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()
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
