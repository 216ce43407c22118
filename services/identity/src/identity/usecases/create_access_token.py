"""Create a personal access token: for a customer's own system, so that nobody stores a password in it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from chassis.errors import Unauthenticated
from events import publish
from events.schemas.identity import AccessTokenCreated

from identity.domain import access_token
from identity.errors import TooMany
from identity.storage.access_tokens import AccessTokens
from identity.storage.credential_models import AccessToken
from identity.storage.users import Users

LIFETIME: Final = timedelta(days=365)
"""Of a token whose owner did not say until when."""
_MOST: Final = 20


async def create_access_token(
    session: AsyncSession, user_id: UUID, *, name: str, scopes: Sequence[str], expires_at: datetime | None
) -> tuple[AccessToken, str]:
    """The token as it is kept, and its text, told this once. Its owner gets a letter. Raises TooMany."""
    user = await Users(session).lock(user_id)
    if user is None:
        raise Unauthenticated
    tokens = AccessTokens(session)
    if await tokens.count(user_id) >= _MOST:
        raise TooMany(limit=_MOST)
    text, now = access_token.draw(), datetime.now(UTC)
    token = AccessToken(
        id=uuid_utils.uuid7(),
        user_id=user_id,
        token_sha256=access_token.digest(text),
        name=name,
        prefix=text[: access_token.SHOWN],
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at or now + LIFETIME,
    )
    tokens.add(token)
    created = AccessTokenCreated(
        user_id=user_id, email=user.email, name=name, scopes=token.scopes, expires_at=token.expires_at
    )
    await publish(session, created)
    return token, text
