"""What operators did: only ever added to (a trigger sees to it). Read by the common door of operators (chassis)."""

from chassis.audit import Act, operator_actions_table
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import Base

operator_actions = operator_actions_table(Base.metadata)


class OperatorActions:
    """The record."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, act: Act, action: str, subject: str) -> None:
        """Keep one more, in the transaction of what was done."""
        await act.recorder(action, subject)(await self._session.connection())
