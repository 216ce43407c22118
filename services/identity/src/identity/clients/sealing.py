"""What must not be legible in the database is sealed with a key that is not in it."""

import secrets
from base64 import b64decode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Sealer:
    """AES-256-GCM; `label` binds what is sealed to where it stands, so that rows can not be swapped."""

    def __init__(self, key: str) -> None:
        """`key`: 32 bytes in base64."""
        self._aead = AESGCM(b64decode(key))

    def seal(self, secret: bytes, label: str) -> bytes:
        """The secret, illegible without the key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, secret, label.encode())

    def open(self, sealed: bytes, label: str) -> bytes:
        """The secret. Raises ValueError when it was sealed with another key or label, or altered."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label.encode())
        except InvalidTag:
            raise ValueError(f"{label} was not sealed with this key") from None
