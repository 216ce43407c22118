"""Links that two services can derive and nobody between them can read.

An event names a link by its id; the service that mails it and the one that honours it share a key
and derive the same token. So no token ever stands in Kafka, in a database or in a log.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

_LINK_BYTES = 16 + sha256().digest_size


class LinkSigner:
    """Makes and checks the tokens of links. The first key signs, every key verifies (rotation)."""

    def __init__(self, keys: Sequence[bytes | str]) -> None:
        """`keys`: raw bytes, or base64 text of 32 bytes as in the settings."""
        self._keys = [urlsafe_b64decode(_standard(key)) if isinstance(key, str) else key for key in keys]
        if not self._keys or any(len(key) < 32 for key in self._keys):
            raise ValueError("a link key has at least 32 bytes")

    def token(self, purpose: str, link_id: UUID) -> str:
        """The text to put into a URL; the same arguments give the same token."""
        raw = link_id.bytes + _mac(self._keys[0], purpose, link_id)
        return urlsafe_b64encode(raw).decode().rstrip("=")

    def verify(self, purpose: str, token: str) -> UUID | None:
        """The link's id, or None for garbage, another purpose and another key alike."""
        try:
            raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (Base64Error, UnicodeEncodeError):
            return None
        if len(raw) != _LINK_BYTES or urlsafe_b64encode(raw).decode().rstrip("=") != token:
            return None
        link_id = UUID(bytes=raw[:16])
        matches = [hmac.compare_digest(raw[16:], _mac(key, purpose, link_id)) for key in self._keys]
        return link_id if any(matches) else None


def _mac(key: bytes, purpose: str, link_id: UUID) -> bytes:
    return hmac.digest(key, purpose.encode() + b"|" + link_id.bytes, sha256)


def _standard(key: str) -> str:
    return key.replace("+", "-").replace("/", "_")
