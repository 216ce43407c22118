"""For operators: users with masked personal data. What was done stands in `/ops/audit`, as in every service."""

from typing import Annotated
from uuid import UUID

from chassis.audit import Act
from chassis.auth import CurrentOperator
from chassis.database import SessionDep
from chassis.ops import Reason
from chassis.pagination import Page
from fastapi import APIRouter, Depends, Query

from identity.api.deps import ClientDep, ToolsDep
from identity.api.schemas import FoundUserBody
from identity.usecases.find_users import find_users
from identity.usecases.tend_user import (
    disconnect_user_totp,
    end_user_sessions,
    lock_user,
    resend_user_confirmation,
    unlock_user,
)

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


@router.post("/users/{user_id}:disconnect-totp", status_code=204)
async def disconnect(user_id: UUID, act: ActDep, session: SessionDep) -> None:
    """He has lost his second factor and proved who he is: his password alone lets him in. He is told by letter and
    signed out everywhere. Oneself: 409 `own_account`; none connected: 409 `totp_not_enabled`."""
    await disconnect_user_totp(session, act, user_id)


@router.post("/users/{user_id}:resend-confirmation", status_code=204)
async def resend(user_id: UUID, act: ActDep, session: SessionDep, tools: ToolsDep) -> None:
    """Send the confirmation letter again; too often: 429."""
    await resend_user_confirmation(session, tools.settings, act, user_id)
