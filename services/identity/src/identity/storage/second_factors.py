"""Second factors: the authenticator application and the recovery codes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.credential_models import Passkey, RecoveryCode, Totp


class SecondFactors(NamedTuple):
    """What a user has besides his password."""

    totp: bool
    passkeys: int
    recovery_codes_left: int


def of_user(user_id: Any) -> tuple[ColumnElement[Any], ...]:
    """The columns of SecondFactors, for a statement that knows the user's id."""
    return (
        select(Totp.user_id).where(Totp.user_id == user_id, Totp.confirmed_at.is_not(None)).exists().label("totp"),
        select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id).scalar_subquery().label("passkeys"),
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
        .label("recovery_codes_left"),
    )


class Totps:
    """The application's secret, sealed, and the recovery codes. Whoever changes them has locked the user."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def factors_of(self, user_id: UUID) -> SecondFactors:
        """What the user has."""
        return SecondFactors(*(await self._session.execute(select(*of_user(user_id)))).one())

    async def get(self, user_id: UUID) -> Totp | None:
        """The user's secret, confirmed or not."""
        return await self._session.get(Totp, user_id, populate_existing=True)

    async def put(self, user_id: UUID, sealed_secret: bytes) -> None:
        """Keep a new secret, not confirmed yet, in place of one that never was."""
        await self._session.merge(
            Totp(
                user_id=user_id,
                sealed_secret=sealed_secret,
                created_at=datetime.now(UTC),
                confirmed_at=None,
                last_step=None,
            )
        )

    async def all(self) -> Iterable[Totp]:
        """Every secret, locked: to be sealed anew."""
        return (await self._session.scalars(select(Totp).with_for_update())).all()

    async def spend_step(self, user_id: UUID, step: int) -> bool:
        """Remember that the code of this step was used; False if it, or a later one, was used before."""
        unspent = or_(Totp.last_step.is_(None), Totp.last_step < step)
        query = update(Totp).where(Totp.user_id == user_id, unspent).values(last_step=step).returning(Totp.user_id)
        return await self._session.scalar(query) is not None

    async def delete(self, user_id: UUID) -> None:
        """Forget the secret and the codes."""
        await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        await self._session.execute(delete(Totp).where(Totp.user_id == user_id))

    async def replace_codes(self, user_id: UUID, digests: Iterable[bytes]) -> None:
        """These are the recovery codes from now on, and no others."""
        await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        rows = [{"user_id": user_id, "code_sha256": digest} for digest in digests]
        await self._session.execute(insert(RecoveryCode), rows)

    async def spend_code(self, user_id: UUID, code_sha256: bytes) -> bool:
        """Use a recovery code up; False if there is no such code, or it was used."""
        mine = (RecoveryCode.user_id == user_id, RecoveryCode.code_sha256 == code_sha256)
        query = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=func.now())
        return await self._session.scalar(query.returning(RecoveryCode.user_id)) is not None
