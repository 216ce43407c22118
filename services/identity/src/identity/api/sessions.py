"""Where the user is signed in."""

from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Page
from fastapi import APIRouter

from identity.api.deps import SessionId, ToolsDep, UserId
from identity.api.schemas import SessionBody
from identity.usecases.end_sessions import end_session
from identity.usecases.list_sessions import list_sessions

router = APIRouter(prefix="/api/identity/v1/me/sessions", tags=["sessions"])


@router.get("")
async def get_sessions(session: SessionDep, tools: ToolsDep, user_id: UserId, current: SessionId) -> Page[SessionBody]:
    """Every browser that is signed in, the latest seen first."""
    items = [SessionBody.model_validate(found) for found in await list_sessions(session, tools.settings, user_id)]
    return Page(items=[item.model_copy(update={"current": item.id == current}) for item in items])


@router.delete("/{session_id}", status_code=204)
async def delete_session(session_id: UUID, session: SessionDep, user_id: UserId) -> None:
    """Sign one of them out."""
    await end_session(session, user_id, session_id)
