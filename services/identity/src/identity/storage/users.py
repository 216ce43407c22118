"""Users."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import User


class Users:
    """Users, found by id or by address. What is about to be changed is locked first."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, user: User) -> None:
        """Keep a new user."""
        self._session.add(user)

    async def get(self, user_id: UUID) -> User | None:
        """The user, to be read."""
        return await self._session.get(User, user_id)

    async def lock(self, user_id: UUID, *, shared: bool = False) -> User | None:
        """The user, to be changed: events then leave in the order of commits. Shared: not to be changed by others."""
        query = select(User).where(User.id == user_id).with_for_update(read=shared)
        return await self._session.scalar(query.execution_options(populate_existing=True))

    async def confirmed(self, email: str) -> User | None:
        """The one user who has proved that the address is his."""
        query = select(User).where(User.email == email, User.confirmed_at.is_not(None))
        return await self._session.scalar(query)

    async def of_address(self, email: str) -> Sequence[User]:
        """Everybody who has, or says he has, this address: the confirmed one, then the newest."""
        query = select(User).where(User.email == email).order_by(User.confirmed_at.is_(None), User.created_at.desc())
        return (await self._session.scalars(query.limit(20))).all()

    async def lock_address(self, email: str) -> None:
        """One at a time decides whose address it is, until the transaction ends."""
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))

    async def claims_address(self) -> bool:
        """Write what was changed; False if another user has confirmed the address: the transaction is lost then."""
        try:
            await self._session.flush()
        except IntegrityError:
            return False
        return True

    async def delete_unconfirmed(self, email: str) -> Sequence[UUID]:
        """Delete all who have not proved that the address is theirs; returns their ids."""
        query = delete(User).where(User.email == email, User.confirmed_at.is_(None)).returning(User.id)
        return (await self._session.scalars(query)).all()

    async def delete_unconfirmed_before(self, instant: datetime, *, limit: int) -> Sequence[UUID]:
        """Delete users who registered before the instant and never confirmed; returns their ids."""
        expired = (
            select(User.id)
            .where(User.confirmed_at.is_(None), User.created_at < instant)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        query = delete(User).where(User.id.in_(expired)).returning(User.id)
        return (await self._session.scalars(query)).all()

    async def delete(self, user: User) -> None:
        """Delete the user with his sessions, links and devices."""
        await self._session.delete(user)
