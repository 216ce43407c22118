"""Signatures as Standard Webhooks has them (standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"
_BYTES: Final = 32


def draw_secret() -> str:
    """A fresh secret of 256 random bits: the prefix, then base64."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one for each secret, apart by spaces; a receiver accepts any of them."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    macs = (hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, sha256) for key in keys)
    return " ".join(f"v1,{b64encode(mac).decode()}" for mac in macs)
