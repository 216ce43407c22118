"""What operators see of payments."""

from chassis.auth import CurrentOperator
from chassis.database import SessionDep
from fastapi import APIRouter

from billing.api.payment_schemas import UnmatchedPayment, UnmatchedPayments
from billing.usecases.list_unmatched import list_unmatched

router = APIRouter(prefix="/api/billing/v1/ops", tags=["operators"])


@router.get("/unmatched-payments")
async def unmatched(_operator: CurrentOperator, session: SessionDep) -> UnmatchedPayments:
    """Payments that name a request of nobody's or of another contract, or of which something has paid for nothing:
    the newest 200."""
    found = await list_unmatched(session)
    return UnmatchedPayments(items=[UnmatchedPayment.model_validate(one) for one in found])
