"""For tests of services: an issuer of tokens whose keys an application trusts without any network."""

import time
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.auth import AUDIENCE, ISSUER, KeySet


class Issuer:
    """Signs tokens as identity does. `trust(app)` first, then `headers(...)` on each request."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": uuid4().hex, "alg": "ES256", "use": "sig"})

    def trust(self, app: FastAPI) -> None:
        """Make the application take this issuer's keys instead of the published ones."""
        app.state.keys = KeySet("", self.fetch)

    async def fetch(self, _url: str) -> dict[str, Any]:
        """The JWKS document."""
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, **claims: Any) -> str:
        """A token valid for a minute, with any claims over the usual ones."""
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 60, "sub": str(uuid4()), "kind": "user"}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, {**usual, **claims}, self.key)

    def user(self, user_id: UUID | str | None = None, **claims: Any) -> dict[str, str]:
        """Headers of a person, by default with a confirmed e-mail and a profile."""
        ready = {
            "email": "ivanova@example.ru",
            "name": "Иванова Анна",
            "email_confirmed": True,
            "profile_complete": True,
        }
        return _bearer(self.token(**{"sub": str(user_id or uuid4()), **ready, **claims}))

    def access_token(self, *scopes: str, user_id: UUID | str | None = None) -> dict[str, str]:
        """Headers of a person's own system, as the gateway swaps its personal access token."""
        return self.user(user_id, scope=" ".join(scopes), pat=str(uuid4()))

    def system(self, scope: str, client_id: str = "registry") -> dict[str, str]:
        """Headers of an internal system with these scopes."""
        return _bearer(self.token(kind="system", sub=client_id, scope=scope))

    def operator(self, user_id: UUID | str | None = None) -> dict[str, str]:
        """Headers of an operator."""
        return self.user(user_id, roles=["operator"])


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
