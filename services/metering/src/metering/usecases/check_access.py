"""Whose contract is it, and what may he do with it?"""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from metering.domain.roles import MAY, Act
from metering.errors import RoleForbidden
from metering.storage.access import AccessRepository


async def check_access(session: AsyncSession, user_id: UUID, number: str, *, to_submit: bool = False) -> None:
    """Raises NotFound for a contract that the user does not see, as for one that does not exist; RoleForbidden to
    an accountant or a viewer who wants to submit."""
    check_role(await AccessRepository(session).role(user_id, number), to_submit=to_submit)


def check_role(role: str | None, *, to_submit: bool = False) -> None:
    """The same for a role that is known already."""
    act = Act.SUBMIT if to_submit else Act.READ
    if role is None:
        raise NotFound
    if role not in MAY[act]:
        raise RoleForbidden(role, MAY[act])
