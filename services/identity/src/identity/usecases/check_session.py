"""Check a session: the cookie's text becomes a token that the services trust for a minute."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from identity.domain.claims import UserClaims
from identity.settings import Settings
from identity.storage.session_lookup import FoundSession, SessionLookup
from identity.usecases.mint_token import TokenMint
from identity.usecases.open_session import token_digest

_REUSED_SECONDS: Final = 30.0
_REMEMBERED: Final = 10_000
_SEEN_EVERY: Final = timedelta(minutes=1)


class SessionCheck:
    """Asked by the gateway on every call of a browser. One SELECT; a token is reused for 30 s while the
    session says the same, so a signed-in user costs a signature twice a minute, and signing out is at once."""

    def __init__(self, settings: Settings, lookup: SessionLookup, mint: TokenMint) -> None:
        self._settings = settings
        self._lookup = lookup
        self._mint = mint
        self._minted: dict[UserClaims, tuple[float, str]] = {}

    async def check(self, session_token: str) -> tuple[str | None, UUID | None]:
        """The bearer token of a live session (None: there is none), and the session if it is to be `touch`ed."""
        now = datetime.now(UTC)
        found = await self._lookup.find(token_digest(session_token), now=now, idle=self._settings.session_idle)
        if found is None:
            return None, None
        return await self._token(_claims(found)), found.id if now - found.last_seen_at >= _SEEN_EVERY else None

    async def touch(self, session_id: UUID) -> None:
        """Note that the session is in use. Done after the answer has left."""
        await self._lookup.touch(session_id, datetime.now(UTC))

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


def _claims(found: FoundSession) -> UserClaims:
    name = " ".join(part for part in (found.surname, found.given_name, found.patronymic) if part)
    return UserClaims(
        user_id=found.user_id,
        session_id=found.id,
        email=found.email,
        name=name or None,
        email_confirmed=found.email_confirmed,
        roles=tuple(found.roles),
    )
