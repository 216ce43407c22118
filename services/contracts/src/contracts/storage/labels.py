"""What users call their contracts."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.member_models import ContractLabelRow


class Labels:
    """Each user's own names of contracts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, user_id: UUID, number: str, label: str) -> None:
        """Call the contract so from now on."""
        named = insert(ContractLabelRow).values(user_id=user_id, contract_number=number, label=label)
        key = [ContractLabelRow.user_id, ContractLabelRow.contract_number]
        await self._session.execute(named.on_conflict_do_update(index_elements=key, set_={"label": label}))

    async def get(self, user_id: UUID, number: str) -> str | None:
        """What he calls it, if anything."""
        own = (ContractLabelRow.user_id == user_id, ContractLabelRow.contract_number == number)
        return await self._session.scalar(select(ContractLabelRow.label).where(*own))

    async def remove(self, user_id: UUID, number: str | None = None) -> None:
        """Forget one, or all of a user."""
        own = delete(ContractLabelRow).where(ContractLabelRow.user_id == user_id)
        if number is not None:
            own = own.where(ContractLabelRow.contract_number == number)
        await self._session.execute(own)
