"""Find users for an operator, with their personal data masked. Looking is an act, too."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from chassis.audit import Act
from chassis.database import AsyncSession

from identity.domain.email_address import normalise
from identity.domain.masking import mask_email, mask_name, mask_phone
from identity.domain.refusal import RefusedError
from identity.settings import Settings
from identity.storage.models import User
from identity.storage.operator_actions import OperatorActions
from identity.storage.second_factors import SecondFactors, Totps
from identity.storage.sessions import Sessions
from identity.storage.users import Users


class FoundUser(NamedTuple):
    """A user as an operator sees him."""

    id: UUID
    email: str
    email_confirmed: bool
    name: str | None
    phone: str | None
    roles: list[str]
    created_at: datetime
    locked_at: datetime | None
    last_seen_at: datetime | None
    sessions: int
    second_factor: SecondFactors


async def find_users(session: AsyncSession, settings: Settings, act: Act, query: str) -> Sequence[FoundUser]:
    """Whose id or whole e-mail address this is; unconfirmed users may share one, the newest come first."""
    found = [await _describe(session, settings, user) for user in await _find(session, query.strip())]
    for user in found:
        await OperatorActions(session).add(act, "user.view", str(user.id))
    return found


async def _find(session: AsyncSession, query: str) -> Sequence[User]:
    users = Users(session)
    try:
        user = await users.get(UUID(query))
    except ValueError:
        try:
            return await users.of_address(normalise(query))
        except RefusedError:
            return []
    return [user] if user else []


async def _describe(session: AsyncSession, settings: Settings, user: User) -> FoundUser:
    live = await Sessions(session).live_of(user.id, now=datetime.now(UTC), idle=settings.session_idle)
    return FoundUser(
        id=user.id,
        email=mask_email(user.email),
        email_confirmed=user.is_confirmed,
        name=mask_name(user.surname, user.given_name, user.patronymic),
        phone=mask_phone(user.phone),
        roles=user.roles,
        created_at=user.created_at,
        locked_at=user.locked_at,
        last_seen_at=max((one.last_seen_at for one in live), default=None),
        sessions=len(live),
        second_factor=await Totps(session).factors_of(user.id),
    )
