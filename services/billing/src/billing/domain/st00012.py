"""The payload of a payment QR, GOST R 56042-2014 (domain.md 3.1 Q1-Q10)."""

from collections.abc import Mapping
from typing import Final

_SEPARATORS: Final = "|#;:^_~{}!$%&()*+,/@"
_ORDER: Final = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc", "KPP", "PayeeINN", "Purpose", "Sum")
_MANDATORY: Final = _ORDER[:5]
_LONGEST: Final = {
    "Name": 160,
    "PersonalAcc": 20,
    "BankName": 45,
    "BIC": 9,
    "CorrespAcc": 20,
    "KPP": 9,
    "PayeeINN": 12,
    "PayerINN": 12,
    "Purpose": 210,
    "Sum": 18,
    "DocNo": 15,
    "DocDate": 10,
}
_LONGEST_MANDATORY_BYTES: Final = 300


class PayloadError(ValueError):
    """The values can not be told in one payload."""


def payload(values: Mapping[str, str]) -> bytes:
    """`ST00012` and the pairs, in UTF-8. The order of the first nine is what banks' applications ask for, others
    follow as given; empty pairs are left out; the separator occurs in no value. `Sum` is kopecks.

    Raises PayloadError for a missing mandatory value, one that is too long, or a mandatory block over 300 bytes.
    """
    given = {key: value for key, value in values.items() if value}
    _check(given)
    ordered = {key: given.pop(key) for key in _ORDER if key in given} | given
    separator = _separator("".join(ordered.values()))
    pairs = separator.join(f"{key}={value}" for key, value in ordered.items())
    return f"ST00012{separator}{pairs}".encode()


def _check(given: Mapping[str, str]) -> None:
    if missing := [key for key in _MANDATORY if key not in given]:
        raise PayloadError(f"missing: {', '.join(missing)}")
    if long := [key for key, value in given.items() if len(value) > _LONGEST.get(key, len(value))]:
        raise PayloadError(f"too long: {', '.join(long)}")
    block = "|".join(f"{key}={given[key]}" for key in _MANDATORY)
    if len(block.encode()) > _LONGEST_MANDATORY_BYTES:
        raise PayloadError("the mandatory block is over 300 bytes")


def _separator(text: str) -> str:
    for candidate in _SEPARATORS:
        if candidate not in text:
            return candidate
    raise PayloadError("every separator occurs in a value")
