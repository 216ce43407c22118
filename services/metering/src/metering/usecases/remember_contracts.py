"""The registry told contracts, some of them perhaps again or late."""

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession

from metering.domain.registry import RegisteredContract, newest_of_each
from metering.storage.contracts import ContractRepository
from metering.storage.meters import MeterRepository
from metering.usecases.close_meters import close_meters


async def remember_contracts(session: AsyncSession, told: Sequence[RegisteredContract]) -> None:
    """Keep the highest revision of each, with its points and meters; close the meters that were taken off.
    What is older changes nothing."""
    contracts = ContractRepository(session)
    newest = newest_of_each(told)
    written = await contracts.write_newer(newest)
    changed = [contract for contract in newest if contract.number in written]
    await contracts.replace_points(changed)
    await MeterRepository(session).replace(changed)
    await close_meters(session, [contract.number for contract in changed], datetime.now(UTC))
