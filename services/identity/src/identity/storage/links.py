"""Links of letters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import Link


class Links:
    """Links, each usable once."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, link: Link) -> None:
        """Keep a new link."""
        self._session.add(link)

    async def get(self, link_id: UUID) -> Link | None:
        """The link, to be read."""
        return await self._session.get(Link, link_id)

    async def lock(self, link_id: UUID) -> Link | None:
        """The link as it is now, to be used: of two at once the second sees it used."""
        query = select(Link).where(Link.id == link_id).with_for_update().execution_options(populate_existing=True)
        return await self._session.scalar(query)

    async def withdraw(self, user_id: UUID, purpose: str) -> None:
        """Forget the user's unused links of this purpose."""
        query = delete(Link).where(Link.user_id == user_id, Link.purpose == purpose, Link.used_at.is_(None))
        await self._session.execute(query)

    async def prune(self, *, expired_before: datetime) -> None:
        """Forget links so old that nobody opens them again."""
        await self._session.execute(delete(Link).where(Link.expires_at < expired_before))
