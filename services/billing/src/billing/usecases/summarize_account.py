"""«Главная»: every contract of the account at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.database import AsyncSession

from billing.domain.balance import Balance
from billing.storage.contracts import ContractRepository
from billing.usecases.read_balance import read_balance


@dataclass(frozen=True, slots=True)
class ContractSummary:
    """One block of the page."""

    number: str
    party_name: str
    balance: Balance


async def summarize_account(session: AsyncSession, user_id: UUID) -> Sequence[ContractSummary]:
    """One summary per contract in the account, in order of number."""
    names = await ContractRepository(session).party_names(user_id)
    return [ContractSummary(number, name, await read_balance(session, number)) for number, name in names.items()]
