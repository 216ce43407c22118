"""«Главная»."""

from chassis.database import SessionDep
from fastapi import APIRouter

from billing.api.deps import UserId
from billing.api.schemas import ContractSummary, Due, Summary
from billing.usecases.summarize_account import ContractSummary as Found
from billing.usecases.summarize_account import summarize_account

router = APIRouter(prefix="/api/billing/v1", tags=["summary"])


@router.get("/summary")
async def get_summary(user_id: UserId, session: SessionDep) -> Summary:
    """Every contract of the caller: balance, arrears, next due, last charge, window."""
    return Summary(items=[_summary(found) for found in await summarize_account(session, user_id)])


def _summary(found: Found) -> ContractSummary:
    return ContractSummary(
        number=found.number,
        party_name=found.party_name,
        balance=found.balance.balance,
        arrears=found.balance.arrears,
        overdue_since=None,
        next_due=Due.model_validate(found.balance.next_due) if found.balance.next_due else None,
        last_charge=None,
        window=None,
    )
