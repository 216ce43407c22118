"""Issue a token to an internal system: OAuth 2.0 client credentials (RFC 6749 section 4.4)."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from chassis.database import AsyncSession

from identity.domain.claims import system_claims
from identity.errors import OAuthError
from identity.storage.models import ServiceClient
from identity.storage.service_clients import ServiceClients
from identity.usecases.mint_token import TokenMint


class ServiceToken(NamedTuple):
    """A bearer token and what it allows."""

    access_token: str
    lifetime: timedelta
    scopes: tuple[str, ...]


async def issue_service_token(
    session: AsyncSession, mint: TokenMint, lifetime: timedelta, *, client_id: str, secret: str, scope: str | None
) -> ServiceToken:
    """A token with the scopes asked for, or with all that the client has. Raises OAuthError."""
    client = await ServiceClients(session).get(client_id) if client_id.isprintable() else None
    if not _is_secret_of(client, secret) or client is None:
        raise OAuthError("invalid_client", 401)
    scopes = tuple(dict.fromkeys(scope.split())) if scope else tuple(client.scopes)
    if not set(scopes) <= set(client.scopes):
        raise OAuthError("invalid_scope")
    token = await mint.mint(system_claims(client.id, scopes), lifetime)
    return ServiceToken(token, lifetime, scopes)


def secret_digest(secret: str) -> bytes:
    """What is kept of a client's secret. It is drawn, not chosen: nobody guesses it, so no slow hash is needed."""
    return sha256(secret.encode()).digest()


def _is_secret_of(client: ServiceClient | None, secret: str) -> bool:
    """Also the one before, while it is being changed."""
    kept = client.secret_sha256 if client else bytes(32)
    previous = client.previous_sha256 if client and _is_running(client.previous_until) else None
    given = secret_digest(secret)
    return any([hmac.compare_digest(given, kept), hmac.compare_digest(given, previous or bytes(32))])


def _is_running(until: datetime | None) -> bool:
    return until is not None and until > datetime.now(UTC)
