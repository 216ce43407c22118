"""Personal access tokens: how they look and what they may."""

import secrets
from hashlib import sha256
from typing import Final, Literal

PREFIX: Final = "cab_pat_"
"""So that people, secret scanners and the gateway know one when they see it."""
SHOWN: Final = len(PREFIX) + 4

Scope = Literal[
    "contracts:read", "readings:read", "readings:write", "billing:read", "payments:write", "documents:read",
    "webhooks:read", "webhooks:write",
]  # fmt: skip
"""What a token may be allowed. The services say which routes each opens (`TOKEN_SCOPES` in their `main`)."""


def draw() -> str:
    """A fresh token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()
