"""What being late costs if everything is paid on a day."""

from datetime import date

from chassis.database import AsyncSession

from billing.domain.balance import OpenDebt
from billing.domain.penalty import Forecast, forecast
from billing.storage.charges import ChargeRepository
from billing.storage.contracts import ContractRepository


async def forecast_penalty(session: AsyncSession, number: str, pay_on: date) -> Forecast:
    """The penalty of what is unpaid now, as on that day."""
    contract = await ContractRepository(session).get(number)
    debts = [OpenDebt(charge.due_on, charge.left) for charge in await ChargeRepository(session).open(number)]
    return forecast(debts, contract.customer_kind if contract else "company", pay_on)
