"""What is known of somebody at the door, in one statement: sign-in is the one path where statements are counted."""

from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, false, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from identity.storage.models import Throttle, User
from identity.storage.second_factors import SecondFactors, of_user

BY_ACCOUNT: Final = "sign-in"
"""Kind of the counter of wrong tries in a row, by account and address."""
BY_ADDRESS: Final = "sign-in-address"
"""Kind of the counter of wrong tries from an address."""

_by_account, _by_address = aliased(Throttle), aliased(Throttle)
_tried = (
    select(User.id, User.password_hash, *of_user(User.id))
    .where(User.email == bindparam("email"))
    .order_by(User.confirmed_at.is_(None), User.created_at.desc())
    .limit(1)
    .subquery()
)
_LOOK = (
    select(
        _by_account.count,
        _by_account.last_at,
        _by_address.count,
        _by_address.since,
        _tried.c.id,
        _tried.c.password_hash,
        func.coalesce(_tried.c.totp, false()),
        func.coalesce(_tried.c.passkeys, 0),
        func.coalesce(_tried.c.recovery_codes_left, 0),
    )
    .select_from(select(literal(1)).subquery())
    .outerjoin(
        _by_account,
        and_(
            _by_account.kind == BY_ACCOUNT,
            _by_account.subject == bindparam("account_digest"),
            _by_account.address == bindparam("address"),
        ),
    )
    .outerjoin(
        _by_address,
        and_(
            _by_address.kind == BY_ADDRESS,
            _by_address.subject == bindparam("address_digest"),
            _by_address.address == "",
        ),
    )
    .outerjoin(_tried, true())
)


class Door(NamedTuple):
    """Wrong tries so far, and whose password is to be tried: the confirmed user's, else that of the newest other."""

    wrong_in_a_row: int | None
    last_wrong_at: datetime | None
    wrong_from_address: int | None
    from_address_since: datetime | None
    user_id: UUID | None
    password_hash: str | None
    factors: SecondFactors


async def look(session: AsyncSession, email: str, address: str) -> Door:
    """Who would sign in with this address of mail from this address of the network."""
    values = {
        "email": email,
        "address": address,
        "account_digest": sha256(email.encode()).digest(),
        "address_digest": sha256(address.encode()).digest(),
    }
    known = (await session.execute(_LOOK, values)).one()
    wrong_in_a_row, last, from_address, since, user_id, password_hash, *factors = known
    return Door(wrong_in_a_row, last, from_address, since, user_id, password_hash, SecondFactors(*factors))
