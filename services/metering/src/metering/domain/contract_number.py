"""The number of a contract: 14 digits without a checksum, kept as text (domain.md 3.2 I5)."""

import re


def parse_contract_number(text: str) -> str | None:
    """The 14 digits without the spaces a person types between them; None for anything else."""
    digits = "".join(text.split())
    return digits if re.fullmatch(r"[0-9]{14}", digits) else None
