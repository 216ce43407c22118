"""What is owed under a contract."""

from datetime import date
from typing import Annotated

from chassis.database import SessionDep
from fastapi import APIRouter, Query

from billing.api.deps import Today, VisibleContract
from billing.api.schemas import AgingBucket, Balance, Due, Gap, Gaps, PenaltyForecast
from billing.usecases.find_gaps import find_gaps
from billing.usecases.forecast_penalty import forecast_penalty
from billing.usecases.read_balance import read_balance

router = APIRouter(prefix="/api/billing/v1/contracts/{number}", tags=["balance"])


@router.get("/balance")
async def get_balance(contract: VisibleContract, session: SessionDep, today: Today) -> Balance:
    """Charged, paid, overdue, and the next sum due. `penalty` is an estimate as of today."""
    found = await read_balance(session, contract, today)
    return Balance(
        balance=found.balance,
        charged=found.charged,
        paid=found.paid,
        arrears=found.arrears,
        overdue_since=found.overdue_since,
        penalty=found.penalty,
        unallocated=found.unallocated,
        aging=[AgingBucket(bucket=bucket, amount=amount) for bucket, amount in found.aging.items()],
        next_due=Due.model_validate(found.next_due) if found.next_due else None,
        prepayments=[Due.model_validate(planned) for planned in found.prepayments],
    )


@router.get("/penalty")
async def get_penalty(
    contract: VisibleContract,
    session: SessionDep,
    today: Today,
    pay_on: Annotated[date | None, Query(description="Today without it, or when it has passed")] = None,
) -> PenaltyForecast:
    """What being late costs if everything owed now is paid on a day. Not `verified`: an estimate."""
    made = await forecast_penalty(session, contract, max(pay_on or today, today))
    return PenaltyForecast.model_validate(made)


@router.get("/gaps")
async def get_gaps(contract: VisibleContract, session: SessionDep, today: Today) -> Gaps:
    """Months of the last year without a bill, a closing document or a reading."""
    return Gaps(items=[Gap.model_validate(gap) for gap in await find_gaps(session, contract, today)])
