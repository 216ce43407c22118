"""Passkeys, and the challenges that were handed out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.credential_models import Passkey, PasskeyChallenge


class Passkeys:
    """Passkeys by user, or by the credential's own id."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, passkey: Passkey) -> bool:
        """Keep a new one; False if this credential is known already: the transaction is lost then."""
        self._session.add(passkey)
        try:
            await self._session.flush()
        except IntegrityError:
            return False
        return True

    async def of(self, user_id: UUID) -> Sequence[Passkey]:
        """The user's passkeys, the oldest first."""
        return (
            await self._session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id))
        ).all()

    async def get(self, user_id: UUID, passkey_id: UUID) -> Passkey | None:
        """One of the user's, locked."""
        query = select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)
        return await self._session.scalar(query.with_for_update())

    async def owner(self, credential_id: bytes) -> UUID | None:
        """Whose credential this is."""
        return await self._session.scalar(select(Passkey.user_id).where(Passkey.credential_id == credential_id))

    async def lock(self, credential_id: bytes) -> Passkey | None:
        """The credential, locked: its counter only grows."""
        query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
        return await self._session.scalar(query.execution_options(populate_existing=True))

    async def delete(self, passkey: Passkey) -> None:
        """Forget it."""
        await self._session.delete(passkey)


class PasskeyChallenges:
    """Each is answered at most once."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, challenge: bytes, user_id: UUID | None, expires_at: datetime) -> None:
        """Remember what was handed out, and to whom."""
        values = {"challenge": challenge, "user_id": user_id, "expires_at": expires_at}
        await self._session.execute(insert(PasskeyChallenge).values(values))

    async def take(self, challenge: bytes, user_id: UUID | None, now: datetime) -> bool:
        """Use it up; False if it was never handed out to him, was used, or is too old."""
        query = delete(PasskeyChallenge).where(
            PasskeyChallenge.challenge == challenge,
            PasskeyChallenge.user_id.is_not_distinct_from(user_id),
            PasskeyChallenge.expires_at > now,
        )
        return await self._session.scalar(query.returning(PasskeyChallenge.challenge)) is not None

    async def prune(self, *, expired_before: datetime) -> None:
        """Forget those that nobody answered."""
        await self._session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < expired_before))
