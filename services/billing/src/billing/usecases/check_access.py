"""Whose contract is it, and what may he do with it?"""

from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import NotFound

from billing.domain.roles import MAY, Act
from billing.errors import RoleForbidden
from billing.storage.access import AccessRepository


async def check_access(session: AsyncSession, user_id: UUID, number: str, act: Act = Act.READ) -> None:
    """Raises NotFound for a contract that the user does not see, as for one that does not exist; RoleForbidden if
    his role does not allow the act."""
    role = await AccessRepository(session).role(user_id, number)
    if role is None:
        raise NotFound
    if role not in MAY[act]:
        raise RoleForbidden(role, MAY[act])
