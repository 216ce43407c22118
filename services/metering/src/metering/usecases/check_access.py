"""Whose contract is it, and what may he do with it? (Roles: domain.md G5.)"""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import Forbidden, NotFound

from metering.storage.access import AccessRepository

_MAY_SUBMIT = frozenset({"owner", "engineer"})


async def check_access(session: AsyncSession, user_id: UUID, number: str, *, to_submit: bool = False) -> None:
    """Raises NotFound for a contract that is not the user's, as for one that does not exist; Forbidden to
    an accountant or a viewer who wants to submit."""
    check_role(await AccessRepository(session).role(user_id, number), to_submit=to_submit)


def check_role(role: str | None, *, to_submit: bool = False) -> None:
    """The same for a role that is known already."""
    if role is None:
        raise NotFound
    if to_submit and role not in _MAY_SUBMIT:
        raise Forbidden
