"""INN, KPP and OGRN: what the number itself says about its correctness (domain.md 3.2 I1-I3)."""

import re
from typing import Final

from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

COMPANY_INN_DIGITS: Final = 10
PERSON_INN_DIGITS: Final = 12


def is_inn(text: str) -> bool:
    """Whether the check digits agree: one of 10 digits (a company), two of 12 (a person)."""
    return re.fullmatch(r"[0-9]{10}|[0-9]{12}", text) is not None and bool(stdnum_inn.is_valid(text))


def is_kpp(text: str) -> bool:
    """Nine characters, the fifth and sixth may be Latin capitals; there is no check digit."""
    return re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", text) is not None


def is_ogrn(text: str) -> bool:
    """A company's registration number: 13 digits, the last one a check digit."""
    return re.fullmatch(r"[0-9]{13}", text) is not None and bool(stdnum_ogrn.is_valid(text))


def is_ogrnip(text: str) -> bool:
    """A sole proprietor's registration number: 15 digits, the first 3 or 4.

    Counted here, since stdnum omits the last `mod 10` and so refuses true numbers with a remainder of 10 to 12.
    """
    return re.fullmatch(r"[34][0-9]{14}", text) is not None and int(text[:14]) % 13 % 10 == int(text[14])
