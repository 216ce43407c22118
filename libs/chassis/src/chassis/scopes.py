"""What a personal access token may: a service says it by the tags of its routers, and what it does not say is refused.

>>> create_app(..., token_scopes={"readings": Scopes(read="readings:read", write="readings:write")})
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from fastapi import Request

from chassis.errors import Forbidden

_READING: Final = frozenset({"GET", "HEAD"})


class Scopes(NamedTuple):
    """The scopes of one tag: for GET, and for everything else. None: no token may, whatever its scopes."""

    read: str | None = None
    write: str | None = None


TokenScopes = Mapping[str, Scopes]


class ScopeMissing(Forbidden):
    """The token lacks the scope {scope}."""

    ru = "У токена нет права {scope}."

    def __init__(self, scope: str) -> None:
        super().__init__(extra={"scope": scope}, scope=scope)


class NotForTokens(Forbidden):
    """No personal access token may do this: sign in."""

    ru = "По токену доступа это сделать нельзя: войдите в личный кабинет."


def check_token_scope(request: Request, scopes: frozenset[str]) -> None:
    """Whether a token with these scopes may ask for the route that took the request.

    Raises ScopeMissing with the name of the scope, and NotForTokens.
    """
    allowed: TokenScopes = request.app.state.token_scopes
    tags = getattr(request.scope.get("route"), "tags", ())
    rule = next((allowed[tag] for tag in tags if tag in allowed), Scopes())
    needed = rule.read if request.method in _READING else rule.write
    if needed is None:
        raise NotForTokens
    if needed not in scopes:
        raise ScopeMissing(needed)
