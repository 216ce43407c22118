"""Create a service client: an internal system with a secret and the scopes it may ask for."""

import secrets
from collections.abc import Sequence

from chassis.database import AsyncSession

from identity.storage.models import ServiceClient
from identity.storage.service_clients import ServiceClients
from identity.usecases.issue_service_token import secret_digest

_SHORTEST_SECRET = 32


async def create_service_client(
    session: AsyncSession, *, client_id: str, scopes: Sequence[str], secret: str | None
) -> str:
    """The secret, told this once. A client of the same id gets this secret, and no other, and these scopes.
    Raises ValueError for a secret that could be guessed."""
    secret = draw_or_check(secret)
    client = ServiceClient(
        id=client_id,
        secret_sha256=secret_digest(secret),
        scopes=sorted(set(scopes)),
        previous_sha256=None,
        previous_until=None,
    )
    await ServiceClients(session).put(client)
    return secret


def draw_or_check(secret: str | None) -> str:
    """A drawn secret in place of none. Raises ValueError for one that could be guessed."""
    secret = secret or secrets.token_urlsafe(32)
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"a secret has at least {_SHORTEST_SECRET} characters")
    return secret
