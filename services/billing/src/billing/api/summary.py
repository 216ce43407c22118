"""«Главная»."""

from chassis.database import SessionDep
from fastapi import APIRouter, Response

from billing.api.deps import Now, UserId
from billing.api.schemas import Summary
from billing.usecases.summarize_account import summarize_account

router = APIRouter(prefix="/api/billing/v1", tags=["summary"])


@router.get("/summary", response_model=Summary)
async def get_summary(user_id: UserId, session: SessionDep, now: Now) -> Response:
    """Every contract of the caller: balance, arrears, next due, last charge, window."""
    return Response(await summarize_account(session, user_id, now), media_type="application/json")
