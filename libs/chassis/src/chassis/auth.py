"""Who is calling: an ES256 JWT, verified by the issuer's published keys, becomes a Principal."""

import asyncio
import hashlib
import json
import time
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from chassis.errors import (
    EmailNotConfirmed,
    Forbidden,
    ProfileIncomplete,
    SecondFactorRequired,
    Unauthenticated,
    Unavailable,
)
from chassis.scopes import check_token_scope

ISSUER: Final = "cabinet"
AUDIENCE: Final = "cabinet"
_LEEWAY_SECONDS: Final = 3
_REFETCH_SECONDS: Final = 5.0
_RETRY_SECONDS: Final = 1.0
_FETCH_TIMEOUT: Final = 2.0
_REMEMBERED_TOKENS: Final = 4096
_CLAIMS: Final = jwt.JWTClaimsRegistry(
    leeway=_LEEWAY_SECONDS,
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": AUDIENCE},
    exp={"essential": True},
    sub={"essential": True},
)


@dataclass(frozen=True, slots=True)
class Principal:
    """A person signed in, or an internal system."""

    kind: Literal["user", "system"]
    subject: str
    """The user's UUID as text, or the client's id."""
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    email: str | None = None
    name: str | None = None
    email_confirmed: bool = False
    profile_complete: bool = False
    session_id: str | None = None
    token_id: str | None = None
    """The personal access token that speaks for the person; `scopes` are then all it may."""
    second_factor: bool = False
    """The session was opened with one."""


class VerifiedTokens:
    """Principals of tokens whose signature held, by the token's hash, each until its token's `exp`: somebody's calls
    within a minute bring the same token, and a signature costs more than all else about a small request.

    The oldest make room for the newest.
    """

    def __init__(self, size: int = _REMEMBERED_TOKENS) -> None:
        self._size = size
        self._principals: dict[bytes, tuple[float, Principal]] = {}

    def get(self, token: str, now: float) -> Principal | None:
        """The principal of a token that was verified and has not expired."""
        expires, principal = self._principals.get(_hash(token), (now, None))
        return principal if expires > now else None

    def add(self, token: str, expires: float, principal: Principal) -> None:
        """Remember what a verified token says."""
        if len(self._principals) >= self._size:
            del self._principals[next(iter(self._principals))]
        self._principals[_hash(token)] = expires, principal

    def clear(self) -> None:
        """Forget all of them."""
        self._principals.clear()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class KeySet:
    """The issuer's public keys: cached by kid, fetched again for an unknown one at most every 5 s,
    and kept when fetching fails. `verified` are tokens that they signed: new keys, and none is remembered."""

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], Awaitable[dict[str, Any]]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._fetch = fetch or fetch_json
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._fetch_after = float("-inf")
        self._lock = asyncio.Lock()
        self.verified = VerifiedTokens()

    async def key(self, kid: str) -> ECKey | None:
        """The key, or None if the issuer has no such key. Raises Unavailable if it was never reached."""
        if kid not in self._keys:
            async with self._lock:
                if kid not in self._keys and self._clock() >= self._fetch_after:
                    await self._refresh()
            if not self._keys:
                raise Unavailable
        return self._keys.get(kid)

    async def _refresh(self) -> None:
        pause = _REFETCH_SECONDS
        try:
            document = await self._fetch(self._url)
            self._keys = {key["kid"]: ECKey.import_key(key) for key in document["keys"] if key.get("kty") == "EC"}
            self.verified.clear()
        except (OSError, ValueError, KeyError, TypeError, JoseError):
            pause = _RETRY_SECONDS
        self._fetch_after = self._clock() + pause


async def fetch_json(url: str) -> dict[str, Any]:
    """GET a JSON document without holding the loop."""

    def get() -> dict[str, Any]:
        with urllib.request.urlopen(url, timeout=_FETCH_TIMEOUT) as answer:  # noqa: S310 - the operator's own setting
            document: dict[str, Any] = json.load(answer)
            return document

    return await asyncio.to_thread(get)


async def verify(token: str, keys: KeySet) -> Principal:
    """The principal of a token; Unauthenticated for every other algorithm, key, issuer, audience or time."""
    if (known := keys.verified.get(token, time.time())) is not None:
        return known
    try:
        header = json.loads(_part(token))
        if header.get("alg") != "ES256" or not isinstance(header.get("kid"), str):
            raise Unauthenticated
        key = await keys.key(header["kid"])
        if key is None:
            raise Unauthenticated
        claims = jwt.decode(token, key, algorithms=["ES256"]).claims
        _CLAIMS.validate(claims)
        principal = _principal(claims)
        keys.verified.add(token, claims["exp"], principal)
        return principal
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unauthenticated from error


def _part(token: str) -> bytes:
    head = token.split(".", 1)[0].encode("ascii")
    return urlsafe_b64decode(head + b"=" * (-len(head) % 4))


def _principal(claims: dict[str, Any]) -> Principal:
    if claims["kind"] not in {"user", "system"}:
        raise ValueError("unknown kind of principal")
    return Principal(
        kind=claims["kind"],
        subject=claims["sub"],
        scopes=frozenset(claims.get("scope", "").split()),
        roles=frozenset(claims.get("roles") or ()),
        email=claims.get("email"),
        name=claims.get("name"),
        email_confirmed=bool(claims.get("email_confirmed")),
        profile_complete=bool(claims.get("profile_complete")),
        session_id=claims.get("sid"),
        token_id=claims.get("pat"),
        second_factor=bool(claims.get("second_factor")),
    )


async def get_principal(request: Request) -> Principal | None:
    """The caller, or None without an Authorization header. Raises Unauthenticated for a bad one, and Forbidden
    for a personal access token that lacks the route's scope."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "bearer":
        raise Unauthenticated
    principal = await verify(token.strip(), request.app.state.keys)
    if principal.token_id is not None:
        check_token_scope(request, principal.scopes)
    return principal


MaybePrincipal = Annotated[Principal | None, Depends(get_principal)]


async def current_user(principal: MaybePrincipal) -> Principal:
    """A person: 401 for nobody, 403 for a system."""
    if principal is None:
        raise Unauthenticated
    if principal.kind != "user":
        raise Forbidden
    return principal


CurrentUser = Annotated[Principal, Depends(current_user)]


async def ready_user(user: CurrentUser) -> Principal:
    """A person with a confirmed e-mail, then with a profile; else 403 with its code."""
    if not user.email_confirmed:
        raise EmailNotConfirmed
    if not user.profile_complete:
        raise ProfileIncomplete
    return user


ReadyUser = Annotated[Principal, Depends(ready_user)]


async def current_system(principal: MaybePrincipal) -> Principal:
    """An internal system: 401 for nobody, 403 for a person."""
    if principal is None:
        raise Unauthenticated
    if principal.kind != "system":
        raise Forbidden
    return principal


CurrentSystem = Annotated[Principal, Depends(current_system)]


def require_scope(scope: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency: `Annotated[Principal, Depends(require_scope("registry:write"))]`."""

    async def scoped(system: CurrentSystem) -> Principal:
        if scope not in system.scopes:
            raise Forbidden
        return system

    return scoped


async def require_operator(user: CurrentUser, request: Request) -> Principal:
    """A person with the role `operator`, signed in with a second factor (in development without, too); else 403."""
    if "operator" not in user.roles:
        raise Forbidden
    if not user.second_factor and request.app.state.settings.environment != "development":
        raise SecondFactorRequired
    return user


CurrentOperator = Annotated[Principal, Depends(require_operator)]
