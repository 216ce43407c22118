"""What is owed under a contract."""

from chassis.database import SessionDep
from fastapi import APIRouter

from billing.api.deps import VisibleContract
from billing.api.schemas import AgingBucket, Balance, Due
from billing.usecases.read_balance import read_balance

router = APIRouter(prefix="/api/billing/v1", tags=["balance"])


@router.get("/contracts/{number}/balance")
async def get_balance(contract: VisibleContract, session: SessionDep) -> Balance:
    """Charged, paid, overdue, and the next sum due."""
    found = await read_balance(session, contract)
    return Balance(
        balance=found.balance,
        charged=found.charged,
        paid=found.paid,
        arrears=found.arrears,
        penalty=found.penalty,
        aging=[AgingBucket(bucket=bucket, amount=amount) for bucket, amount in found.aging.items()],
        next_due=Due.model_validate(found.next_due) if found.next_due else None,
        prepayments=[],
    )
