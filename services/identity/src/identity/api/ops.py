"""For operators: users with masked personal data, and the record of what was done."""

from typing import Annotated, Literal
from uuid import UUID

from chassis.auth import CurrentOperator
from chassis.database import SessionDep
from chassis.ops import Reason
from chassis.pagination import Page
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from identity.api.deps import ClientDep, ToolsDep
from identity.api.schemas import FoundUserBody, OperatorActionBody
from identity.storage.operator_actions import Act
from identity.usecases.find_users import find_users
from identity.usecases.read_audit import export_audit, read_audit
from identity.usecases.tend_user import end_user_sessions, lock_user, resend_user_confirmation, unlock_user

router = APIRouter(prefix="/api/identity/v1/ops", tags=["operators"])


async def get_act(operator: CurrentOperator, client: ClientDep, body: Reason) -> Act:
    """An act with its reason."""
    return Act(UUID(operator.subject), client.address, body.reason)


ActDep = Annotated[Act, Depends(get_act)]


@router.get("/users")
async def find(
    operator: CurrentOperator,
    client: ClientDep,
    session: SessionDep,
    tools: ToolsDep,
    q: Annotated[str, Query(min_length=1, max_length=254, description="an id, or a whole e-mail address")],
) -> Page[FoundUserBody]:
    """Whose id or address this is. Looking is recorded, too."""
    act = Act(UUID(operator.subject), client.address)
    return Page(items=[FoundUserBody.model_validate(one) for one in await find_users(session, tools.settings, act, q)])


@router.post("/users/{user_id}:lock", status_code=204)
async def lock(user_id: UUID, act: ActDep, session: SessionDep) -> None:
    """Keep him out: his sessions and tokens end at once. Oneself: 409 `own_account`."""
    await lock_user(session, act, user_id)


@router.post("/users/{user_id}:unlock", status_code=204)
async def unlock(user_id: UUID, act: ActDep, session: SessionDep) -> None:
    """Let him in again."""
    await unlock_user(session, act, user_id)


@router.post("/users/{user_id}:end-sessions", status_code=204)
async def end_sessions(user_id: UUID, act: ActDep, session: SessionDep) -> None:
    """Sign him out everywhere."""
    await end_user_sessions(session, act, user_id)


@router.post("/users/{user_id}:resend-confirmation", status_code=204)
async def resend(user_id: UUID, act: ActDep, session: SessionDep, tools: ToolsDep) -> None:
    """Send the confirmation letter again; too often: 429."""
    await resend_user_confirmation(session, tools.settings, act, user_id)


@router.get("/audit", response_model=Page[OperatorActionBody], responses={200: {"content": {"text/csv": {}}}})
async def acts(
    _operator: CurrentOperator,
    session: SessionDep,
    *,
    subject: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: UUID | None = None,
    format: Literal["json", "csv"] = "json",  # noqa: A002 - the name of the parameter in the URL
) -> Response:
    """What operators did, the newest first; `format=csv` is the whole record as a file."""
    if format == "csv":
        text = "".join([piece async for piece in export_audit(session, subject=subject)])
        name = {"Content-Disposition": 'attachment; filename="audit-identity.csv"'}
        return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=name)
    rows = await read_audit(session, subject=subject, before=cursor, limit=limit)
    items = [OperatorActionBody.model_validate(row) for row in rows]
    page = Page[OperatorActionBody](items=items, next_cursor=str(rows[-1].id) if len(rows) == limit else None)
    return JSONResponse(page.model_dump(mode="json"))
