"""ES256: what a signing key is made of and what it makes."""

from typing import Any, Self

from joserfc import jwt
from joserfc.jwk import ECKey


class Signer:
    """Signs JWTs with one P-256 key; parsed once, used for as long as it is the active one."""

    def __init__(self, kid: str, key: ECKey) -> None:
        self.kid = kid
        self._key = key

    @classmethod
    def new(cls, kid: str) -> Self:
        """A fresh key."""
        return cls(kid, ECKey.generate_key("P-256"))

    @classmethod
    def load(cls, kid: str, private_key: bytes) -> Self:
        """The key that `private_key` was taken from."""
        return cls(kid, ECKey.import_key(private_key))

    @property
    def private_key(self) -> bytes:
        """The private part: to be sealed before it is kept."""
        return self._key.as_der(private=True)

    @property
    def public_jwk(self) -> dict[str, Any]:
        """The public part as it stands in a JWKS (RFC 7517)."""
        return {**self._key.as_dict(private=False), "alg": "ES256", "use": "sig", "kid": self.kid}

    def sign(self, claims: dict[str, Any]) -> str:
        """The claims as a signed JWT."""
        return jwt.encode({"alg": "ES256", "typ": "JWT", "kid": self.kid}, claims, self._key)
