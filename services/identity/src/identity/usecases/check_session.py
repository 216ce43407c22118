"""Check a session or a personal access token: it becomes a token that the services trust for a minute."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, NamedTuple, TypedDict
from uuid import UUID

from identity.domain import access_token
from identity.domain.claims import UserClaims
from identity.settings import Settings
from identity.storage.session_lookup import FoundSession, FoundToken, SessionLookup
from identity.usecases.mint_token import TokenMint
from identity.usecases.open_session import token_digest

_REUSED_SECONDS: Final = 30.0
_REMEMBERED: Final = 10_000
_SEEN_EVERY: Final = timedelta(minutes=1)


class Checked(NamedTuple):
    """The bearer token (None: nobody), and what is to be noted after the answer has left."""

    bearer: str | None = None
    note: Callable[[], Awaitable[None]] | None = None


class SessionCheck:
    """Asked by the gateway on every call of a browser, or of a customer's system. One SELECT; a token is reused for
    30 s while the session says the same, so a signed-in user costs a signature twice a minute, and signing out, or
    revoking, is at once."""

    def __init__(self, settings: Settings, lookup: SessionLookup, mint: TokenMint) -> None:
        self._settings = settings
        self._lookup = lookup
        self._mint = mint
        self._minted: dict[UserClaims, tuple[float, str]] = {}

    async def check(self, session_token: str) -> Checked:
        """Whose cookie it is. When it was last seen is noted at most once a minute."""
        now = datetime.now(UTC)
        found = await self._lookup.find(token_digest(session_token), now=now, idle=self._settings.session_idle)
        if found is None:
            return Checked()
        claims = UserClaims(
            **_person(found), session_id=found.id, roles=tuple(found.roles), second_factor=found.second_factor
        )
        is_due = now - found.last_seen_at >= _SEEN_EVERY
        return Checked(await self._token(claims), partial(self._lookup.touch, found.id, now) if is_due else None)

    async def check_access_token(self, token: str, address: str) -> Checked:
        """Whose personal access token it is. Roles are not for tokens."""
        now = datetime.now(UTC)
        found = await self._lookup.find_token(access_token.digest(token), now=now)
        if found is None:
            return Checked()
        claims = UserClaims(**_person(found), token_id=found.id, scopes=tuple(found.scopes))
        is_due = found.last_used_at is None or now - found.last_used_at >= _SEEN_EVERY
        note = partial(self._lookup.touch_token, found.id, now, address) if is_due else None
        return Checked(await self._token(claims), note)

    async def _token(self, claims: UserClaims) -> str:
        minted_at, token = self._minted.get(claims, (0.0, ""))
        now = time.monotonic()
        if not token or now - minted_at > _REUSED_SECONDS:
            token = await self._mint.mint(claims.as_dict(), self._settings.user_token_lifetime)
            self._remember(claims, now, token)
        return token

    def _remember(self, claims: UserClaims, now: float, token: str) -> None:
        if len(self._minted) >= _REMEMBERED:
            self._minted = {key: kept for key, kept in self._minted.items() if now - kept[0] <= _REUSED_SECONDS}
        if len(self._minted) < _REMEMBERED:
            self._minted[claims] = (now, token)


class _Person(TypedDict):
    user_id: UUID
    email: str
    name: str | None
    email_confirmed: bool


def _person(found: FoundSession | FoundToken) -> _Person:
    name = " ".join(part for part in (found.surname, found.given_name, found.patronymic) if part)
    return {
        "user_id": found.user_id,
        "email": found.email,
        "name": name or None,
        "email_confirmed": found.email_confirmed,
    }
