"""A request to pay: its id, the purpose that names it, and how a payment that came is found to be its answer."""

import re
import secrets
from collections.abc import Sequence
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LENGTH: Final = 10
_IN_PURPOSE: Final = re.compile(rf"(?:ЛК|LK)-?\s?([{_ALPHABET}]{{{_ID_LENGTH}}})(?![0-9A-Z])")
_LONGEST_PURPOSE: Final = 160
_PERIODS_SHOWN: Final = 6


def new_request_id() -> str:
    """Ten characters that nobody confuses when he types them from paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def purpose_of(request_id: str, contract_number: str, periods: Sequence[str], vat: str) -> str:
    """At most 160 characters (domain.md 3.1 Q5), so that no bank cuts it."""
    months = [f"{period[5:]}.{period[:4]}" for period in sorted(set(periods))]
    shown = ", ".join(months) if len(months) <= _PERIODS_SHOWN else f"{months[0]}-{months[-1]}"
    told = f" за {shown}" if shown else ""
    return f"Оплата электроэнергии по договору {contract_number}{told}. Заявка ЛК-{request_id}. {vat}"[
        :_LONGEST_PURPOSE
    ]


def request_id_in(purpose: str | None) -> str | None:
    """The id of the request that a payment's purpose names."""
    found = _IN_PURPOSE.search((purpose or "").upper())
    return found.group(1) if found else None
