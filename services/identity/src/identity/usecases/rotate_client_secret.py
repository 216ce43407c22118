"""Change the secret of an internal system without an hour in which it can not sign in: for a while both are good."""

from datetime import UTC, datetime, timedelta

from chassis.database import AsyncSession

from identity.storage.models import ServiceClient
from identity.storage.service_clients import ServiceClients
from identity.usecases.create_service_client import draw_or_check
from identity.usecases.issue_service_token import secret_digest


async def rotate_client_secret(
    session: AsyncSession, *, client_id: str, secret: str | None, previous_for: timedelta
) -> str:
    """The new secret, told this once; the present one is good for so long. The one before that ends now.
    Raises ValueError for an unknown client, and a secret that could be guessed."""
    client = await _lock(session, client_id)
    secret = draw_or_check(secret)
    if secret_digest(secret) != client.secret_sha256:
        client.previous_sha256 = client.secret_sha256
        client.secret_sha256 = secret_digest(secret)
    client.previous_until = datetime.now(UTC) + previous_for
    return secret


async def retire_client_secret(session: AsyncSession, *, client_id: str) -> bool:
    """End the previous secret now; False if there was none. Raises ValueError for an unknown client."""
    client = await _lock(session, client_id)
    had_two = client.previous_sha256 is not None
    client.previous_sha256 = client.previous_until = None
    return had_two


async def _lock(session: AsyncSession, client_id: str) -> ServiceClient:
    client = await ServiceClients(session).lock(client_id)
    if client is None:
        raise ValueError(f"there is no client {client_id}")
    return client
