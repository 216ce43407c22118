"""What must not be legible in the database is sealed with a key that is not in it."""

import secrets
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Sealer:
    """AES-256-GCM; `label` binds what is sealed to where it stands, so that rows can not be swapped.
    The first key seals, all of them open (rotation)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys`: each 32 bytes in base64."""
        self._keys = [AESGCM(b64decode(key)) for key in keys]

    def seal(self, secret: bytes, label: str) -> bytes:
        """The secret, illegible without the key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._keys[0].encrypt(nonce, secret, label.encode())

    def open(self, sealed: bytes, label: str) -> bytes:
        """The secret. Raises ValueError when it was sealed with another key or label, or altered."""
        for key in self._keys:
            with suppress(InvalidTag):
                return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label.encode())
        raise ValueError(f"{label} was not sealed with any of these keys")

    def seal_again(self, sealed: bytes, label: str) -> bytes:
        """The same secret under the first key: the others are then no longer needed for it. Raises as `open`."""
        return self.seal(self.open(sealed, label), label)
