"""Everything secret in the local stack: drawn at its first start, then kept."""

import base64
import json
import secrets
from pathlib import Path
from typing import Any

from localrun.home import write_private
from localrun.ports import SERVICES


def load_or_draw(file: Path) -> dict[str, Any]:
    """The secrets in the file; those it lacks are drawn and written."""
    kept: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    known = {**_draw(), **kept}
    if known != kept:
        write_private(file, known)
    return known


def _draw() -> dict[str, Any]:
    return {
        "postgres_password": secrets.token_urlsafe(18),
        "database_passwords": {service: secrets.token_hex(16) for service in SERVICES},
        "identity_link_keys": [_key()],
        "contracts_link_keys": [_key()],
        "identity_sealing_key": _key(),
        "notifier_sealing_key": _key(),
        "operator": {"email": "operator@cabinet.example", "password": secrets.token_urlsafe(12)},
        "demo_user": {"email": "buh@romashka.example", "password": secrets.token_urlsafe(12)},
        "service_clients": {
            name: {"client_id": name, "client_secret": secrets.token_urlsafe(24)} for name in ("registry", "billing")
        },
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
