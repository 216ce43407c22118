"""A message as an operator may see it: its shape and its numbers, nothing that says who somebody is."""

import json
import re
from typing import Any, Final

from chassis.logs import masked

_PERSONAL: Final = re.compile(
    r"e?mail|phone|(sur|given_|party_|asked_by_|file_)?name$|patronymic|address|inn$|ogrn|purpose|device|content|link_id"
    r"|token|secret|password",
    re.IGNORECASE,
)
_SHOWN: Final = "•••"
_LONGEST: Final = 200


def masked_body(value: bytes | None) -> Any:
    """The record's JSON with personal values replaced; of what is no JSON the beginning, masked as a log line is."""
    if value is None:
        return None
    text = value.decode("utf-8", "replace")
    try:
        return _masked("", json.loads(text))
    except (ValueError, RecursionError):
        return masked(text[:_LONGEST])


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(key, child) for key, child in value.items()}
    if isinstance(value, list):
        return [_masked(name, child) for child in value]
    if value is None or isinstance(value, bool):
        return value
    if _PERSONAL.search(name):
        return _SHOWN
    return masked(value[:_LONGEST]) if isinstance(value, str) else value
