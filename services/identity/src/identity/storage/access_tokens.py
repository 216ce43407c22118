"""Personal access tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.credential_models import AccessToken


class AccessTokens:
    """Tokens by user."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, token: AccessToken) -> None:
        """Keep a new one."""
        self._session.add(token)

    async def of(self, user_id: UUID) -> Sequence[AccessToken]:
        """The user's, the newest first; also those that have expired, until they are pruned."""
        query = select(AccessToken).where(AccessToken.user_id == user_id).order_by(AccessToken.id.desc())
        return (await self._session.scalars(query)).all()

    async def count(self, user_id: UUID) -> int:
        """How many the user has."""
        query = select(func.count()).select_from(AccessToken).where(AccessToken.user_id == user_id)
        return await self._session.scalar(query) or 0

    async def revoke(self, user_id: UUID, token_id: UUID) -> bool:
        """End one at once; False if the user has no such token."""
        query = delete(AccessToken).where(AccessToken.id == token_id, AccessToken.user_id == user_id)
        return await self._session.scalar(query.returning(AccessToken.id)) is not None

    async def prune(self, *, expired_before: datetime) -> None:
        """Forget tokens that expired so long ago."""
        await self._session.execute(delete(AccessToken).where(AccessToken.expires_at < expired_before))
