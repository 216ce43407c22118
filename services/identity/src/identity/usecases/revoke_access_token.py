"""The personal access tokens a user has: list them, revoke one."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from identity.storage.access_tokens import AccessTokens
from identity.storage.credential_models import AccessToken


async def list_access_tokens(session: AsyncSession, user_id: UUID) -> Sequence[AccessToken]:
    """The newest first; one that has expired stays for a month."""
    return await AccessTokens(session).of(user_id)


async def revoke_access_token(session: AsyncSession, user_id: UUID, token_id: UUID) -> None:
    """The very next call with it is refused. Raises NotFound, also for somebody else's."""
    if not await AccessTokens(session).revoke(user_id, token_id):
        raise NotFound
