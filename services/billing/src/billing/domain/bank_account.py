"""Account numbers and BIC: what the numbers themselves say about their correctness (domain.md 3.2 I4)."""

import re
from dataclasses import dataclass

from stdnum.ru import inn as stdnum_inn

_WEIGHTS = (7, 1, 3)


@dataclass(frozen=True, slots=True)
class Requisites:
    """Where the supplier's customers pay to."""

    name: str
    inn: str
    kpp: str | None
    account: str
    bank_name: str
    bic: str
    corr_account: str
    address: str | None = None


def is_inn(text: str) -> bool:
    """Whether the check digits agree: one of 10 digits (a company), two of 12 (a person)."""
    return re.fullmatch(r"[0-9]{10}|[0-9]{12}", text) is not None and bool(stdnum_inn.is_valid(text))


def is_account_of(bic: str, account: str) -> bool:
    """Whether the key of a settlement account agrees with the BIC of its bank."""
    return _shaped(bic, account) and _key(bic[6:9] + account) == 0


def is_corr_account_of(bic: str, account: str) -> bool:
    """Whether a correspondent account is that of the BIC: 301…, its last three digits those of the BIC, its key."""
    return (
        _shaped(bic, account)
        and account.startswith("301")
        and account[-3:] == bic[-3:]
        and _key(f"0{bic[4:6]}{account}") == 0
    )


def requisites_flaws(requisites: Requisites) -> list[str]:
    """Which fields can not be right."""
    bic = requisites.bic
    checks = {
        "inn": is_inn(requisites.inn),
        "kpp": requisites.kpp is None or re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", requisites.kpp) is not None,
        "bic": re.fullmatch(r"04[0-9]{7}", bic) is not None,
        "account": is_account_of(bic, requisites.account),
        "corr_account": is_corr_account_of(bic, requisites.corr_account),
        "name": 0 < len(requisites.name) <= 160,
        "bank_name": 0 < len(requisites.bank_name) <= 45,
    }
    return [name for name, sound in checks.items() if not sound]


def _shaped(bic: str, account: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", bic) is not None and re.fullmatch(r"[0-9]{20}", account) is not None


def _key(digits: str) -> int:
    return sum(int(digit) * _WEIGHTS[index % 3] % 10 for index, digit in enumerate(digits)) % 10
