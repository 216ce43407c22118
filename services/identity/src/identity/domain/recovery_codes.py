"""Codes for when the device is lost: 80 random bits each, in an alphabet that survives handwriting."""

import secrets
from hashlib import sha256
from typing import Final

HOW_MANY: Final = 10
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_LENGTH: Final = 16
_MISREAD: Final = str.maketrans("OIL", "011", " -")


def draw_codes() -> list[str]:
    """Fresh ones, as they are shown: XXXX-XXXX-XXXX-XXXX."""
    drawn = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    return ["-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in drawn]


def digest(code: str) -> bytes:
    """What is kept of a code, however it was typed: in lower case, without hyphens, O for 0."""
    return sha256(code.upper().translate(_MISREAD).encode()).digest()
