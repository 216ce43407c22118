"""Where a user's own letters go."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.storage.models import Account


class Accounts:
    """Confirmed addresses of users, as identity's events tell them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def set_email(self, user_id: UUID, email: str) -> None:
        """The user's address is this one from now on."""
        statement = insert(Account).values(user_id=user_id, email=email)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[Account.user_id],
                set_={"email": email},
                where=Account.closed_at.is_(None),
            )
        )

    async def learn_email(self, user_id: UUID, email: str) -> None:
        """The user had this address; what identity said of him counts more."""
        await self._session.execute(insert(Account).values(user_id=user_id, email=email).on_conflict_do_nothing())

    async def email_of(self, user_id: UUID) -> str | None:
        """The user's address, or None when he is unknown or has gone."""
        return await self._session.scalar(select(Account.email).where(Account.user_id == user_id))

    async def close(self, user_id: UUID) -> None:
        """The user has gone: his address is forgotten."""
        statement = insert(Account).values(user_id=user_id, closed_at=func.now())
        closed = {"email": None, "closed_at": func.now()}
        await self._session.execute(statement.on_conflict_do_update(index_elements=[Account.user_id], set_=closed))
