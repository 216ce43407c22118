"""Forgotten and changed passwords."""

from chassis.database import SessionDep
from chassis.even_time import evenly
from fastapi import APIRouter

from identity.api.deps import SessionId, ToolsDep, UserId
from identity.api.schemas import ForgottenPassword, PasswordChange, PasswordReset
from identity.usecases.request_password_reset import request_password_reset
from identity.usecases.set_password import change_password, reset_password

router = APIRouter(prefix="/api/identity/v1", tags=["passwords"])


@router.post("/auth/password/forgot", status_code=202, dependencies=[evenly(100)])
async def forgot(body: ForgottenPassword, session: SessionDep, tools: ToolsDep) -> dict[str, str]:
    """A letter with a link, if the address is known. The answer does not tell."""
    await request_password_reset(session, tools.settings, body.email)
    return {"status": "reset_sent"}


@router.post("/auth/password/reset", status_code=204)
async def reset(body: PasswordReset, session: SessionDep, tools: ToolsDep) -> None:
    """A new password by the letter's link; every session ends. No longer valid: 410."""
    await reset_password(session, tools.links, tools.hasher, token=body.token, password=body.password)


@router.post("/me/password", status_code=204)
async def change(
    body: PasswordChange, session: SessionDep, tools: ToolsDep, user_id: UserId, session_id: SessionId
) -> None:
    """A new password by the old one; the other sessions end. A wrong old one: 403 `wrong_password`."""
    await change_password(session, tools.hasher, user_id, current=body.current, new=body.new, keep_session=session_id)
