"""The registry told contracts, some of them perhaps again or late."""

from collections.abc import Sequence

from chassis.database import AsyncSession

from billing.domain.contract import RegisteredContract, newest_of_each
from billing.storage.contracts import ContractRepository


async def remember_contracts(session: AsyncSession, told: Sequence[RegisteredContract]) -> None:
    """Keep the highest revision of each; what is older changes nothing."""
    await ContractRepository(session).write_newer(newest_of_each(told))
