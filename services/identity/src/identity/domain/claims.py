"""What a token says about whom it was given to; services read these names (chassis `Principal`)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

ISSUER = "cabinet"
AUDIENCE = "cabinet"


class UserClaims(NamedTuple):
    """A signed-in person at this moment; equal claims give the same token for a while."""

    user_id: UUID
    email: str
    name: str | None
    email_confirmed: bool
    session_id: UUID | None = None
    roles: tuple[str, ...] = ()
    second_factor: bool = False
    token_id: UUID | None = None
    scopes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The claims of RFC 7519 and ours: a session's `sid`, or `pat`, the personal access token behind them."""
        behind = {"pat": str(self.token_id)} if self.token_id else {"sid": str(self.session_id)}
        return {
            "sub": str(self.user_id),
            "kind": "user",
            "email": self.email,
            "name": self.name,
            "email_confirmed": self.email_confirmed,
            "profile_complete": self.name is not None,
            "roles": list(self.roles),
            "second_factor": self.second_factor,
            "scope": " ".join(self.scopes),
            **behind,
        }


def system_claims(client_id: str, scopes: Iterable[str]) -> dict[str, Any]:
    """An internal system with what it was allowed."""
    return {"sub": client_id, "kind": "system", "scope": " ".join(scopes), "roles": []}


def with_times(claims: dict[str, Any], now: datetime, lifetime: timedelta) -> dict[str, Any]:
    """The claims, issued by us for our services, for so long."""
    issued = int(now.timestamp())
    expires = issued + int(lifetime.total_seconds())
    return {**claims, "iss": ISSUER, "aud": AUDIENCE, "iat": issued, "exp": expires}
