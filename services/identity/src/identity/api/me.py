"""The user about himself."""

from chassis.database import SessionDep
from fastapi import APIRouter, Response

from identity.api.cookies import clear_session
from identity.api.deps import SessionId, ToolsDep, UserId
from identity.api.schemas import AccountBody, Credentials, Farewell, ProfileBody
from identity.domain.person import Profile
from identity.usecases.change_profile import change_profile
from identity.usecases.close_users import Proof, close_account
from identity.usecases.read_account import read_account
from identity.usecases.request_email_change import request_email_change

router = APIRouter(prefix="/api/identity/v1/me", tags=["me"])


@router.get("")
async def me(session: SessionDep, tools: ToolsDep, user_id: UserId, current: SessionId) -> AccountBody:
    """Who is signed in, what his second factors are, and how long this session lasts."""
    return AccountBody.model_validate(await read_account(session, tools.settings, user_id, current))


@router.put("/profile")
async def put_profile(body: ProfileBody, session: SessionDep, user_id: UserId) -> ProfileBody:
    """«Давайте познакомимся»: who you are and how to reach you."""
    await change_profile(session, user_id, Profile(**body.model_dump()))
    return body


@router.post("/email", status_code=202)
async def change_email(body: Credentials, session: SessionDep, tools: ToolsDep, user_id: UserId) -> dict[str, str]:
    """Another e-mail: the old one stays until the link sent to the new one is followed."""
    await request_email_change(session, tools.settings, tools.hasher, user_id, email=body.email, password=body.password)
    return {"status": "confirmation_sent"}


@router.delete("", status_code=204)
async def close(
    response: Response,
    *,
    body: Farewell | None = None,
    session: SessionDep,
    tools: ToolsDep,
    user_id: UserId,
    session_id: SessionId,
) -> None:
    """Close the account: bindings end, personal data is erased, accounting history is kept. The password is asked
    for, and a code where a second factor is connected; only who signed in within ten minutes may leave them out.
    Wrong: 403 `wrong_password`, `otp_required`, `invalid_otp`."""
    said = body or Farewell()
    proof = Proof(said.password, said.otp, session_id)
    await close_account(session, tools.hasher, tools.sealer, user_id, proof)
    clear_session(response)
