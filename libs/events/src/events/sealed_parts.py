"""What a service keeps of a person, sealed to who asked for it, in pieces that a record can carry."""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from pydantic_core import to_json

from events.schemas.exports import DataExportPart, DataExportRequested

PIECE_BYTES: Final = 500_000
"""In base64 and with its envelope it stays below what a record may have (`outbox.MAX_PAYLOAD_BYTES`)."""

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

Facts = Mapping[str, Sequence[Mapping[str, Any]]]
"""What is kept, by what it is: rows of plain values."""


class KeyPair(NamedTuple):
    """`private` is 32 bytes to be kept sealed; `public` travels."""

    private: bytes
    public: str


def draw_keys() -> KeyPair:
    """Keys of one request."""
    key = X25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), b64encode(key.public_key().public_bytes_raw()).decode())


def seal_parts(request: DataExportRequested, service: str, facts: Facts) -> list[DataExportPart]:
    """The service's answer to the request."""
    packed = gzip.compress(to_json(facts), mtime=0)
    cut = [packed[at : at + PIECE_BYTES] for at in range(0, len(packed), PIECE_BYTES)]
    key = X25519PublicKey.from_public_bytes(b64decode(request.public_key, validate=True))
    return [
        DataExportPart(
            user_id=request.user_id,
            export_id=request.export_id,
            service=service,
            piece=number,
            pieces=len(cut),
            sealed=b64encode(_SUITE.encrypt(piece, key, _place(request.export_id, service, number, len(cut)))).decode(),
        )
        for number, piece in enumerate(cut)
    ]


def open_parts(private: bytes, export_id: UUID, service: str, sealed: Sequence[bytes]) -> bytes:
    """The JSON of one service from all its pieces, in order. Raises ValueError when one was sealed to another key, for
    another place or person, or altered."""
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        opened = (
            _SUITE.decrypt(piece, key, _place(export_id, service, number, len(sealed)))
            for number, piece in enumerate(sealed)
        )
        return gzip.decompress(b"".join(opened))
    except InvalidTag:
        raise ValueError(f"the part of {service} does not open") from None


def _place(export_id: UUID, service: str, piece: int, pieces: int) -> bytes:
    """Binds a piece to where it belongs, so that none can be swapped or left out."""
    return f"{export_id} {service} {piece}/{pieces}".encode()
