"""The demo contracts, as the supplier's registry would tell them."""

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "demo" / "registry.json"


def contracts() -> list[dict[str, Any]]:
    """All of them; the first is the one that the demo user binds."""
    items: list[dict[str, Any]] = json.loads(_FILE.read_text())["items"]
    return items


def for_binding() -> list[dict[str, str]]:
    """Number and e-mail of those that are left to be bound."""
    return [{"number": c["number"], "email": c["emails"][0]} for c in contracts()[1:] if c["emails"]]
