"""Getting in and out."""

from chassis.database import SessionDep
from chassis.even_time import evenly
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from identity.api.cookies import SessionToken, clear_session, set_session
from identity.api.deps import ClientDep, ToolsDep, UserId
from identity.api.schemas import (
    AlreadyConfirmed,
    ConfirmationResent,
    ConfirmationSent,
    LinkToken,
    Registration,
    SignedIn,
    SignIn,
)
from identity.domain.password import normalise
from identity.usecases.confirm_email import confirm_email
from identity.usecases.end_sessions import sign_out, sign_out_everywhere
from identity.usecases.register_user import register_user
from identity.usecases.resend_confirmation import resend_confirmation
from identity.usecases.sign_in import Attempt, Doorkeeper, sign_in

router = APIRouter(prefix="/api/identity/v1/auth", tags=["auth"])


@router.post("/register", status_code=202, dependencies=[evenly(100)])
async def register(
    body: Registration,
    response: Response,
    *,
    session: SessionDep,
    tools: ToolsDep,
    client: ClientDep,
    token: SessionToken,
) -> ConfirmationSent:
    """Register: a letter follows. The answer is the same whether or not the address is known."""
    opened = await register_user(
        session, tools.settings, tools.hasher,
        email=body.email, password=body.password, client=client, session_token=token,
    )  # fmt: skip
    set_session(response, opened, tools.settings.session_absolute)
    return ConfirmationSent()


@router.post("/confirm-email", status_code=204, response_model=None, responses={200: {"model": AlreadyConfirmed}})
async def confirm(body: LinkToken, session: SessionDep, tools: ToolsDep) -> Response:
    """Confirm an address by the letter's link. Followed before: 200. No longer valid: 410."""
    if await confirm_email(session, tools.links, body.token) == "confirmed":
        return Response(status_code=204)
    return JSONResponse(AlreadyConfirmed().model_dump())


@router.post("/resend-confirmation", status_code=202)
async def resend(response: Response, session: SessionDep, tools: ToolsDep, user_id: UserId) -> ConfirmationResent:
    """Send the confirmation letter again. `Retry-After`, also in the body, is for the countdown on the button."""
    wait = await resend_confirmation(session, tools.settings, user_id)
    response.headers["Retry-After"] = str(wait)
    return ConfirmationResent(retry_after=wait)


@router.post("/login", dependencies=[evenly(100)])
async def login(
    body: SignIn, request: Request, response: Response, *, tools: ToolsDep, client: ClientDep, token: SessionToken
) -> SignedIn:
    """Sign in. Wrong either way is one answer; from the 5th wrong try in a row there is a delay. Who has a second
    factor is asked for it after the right password: 401 `otp_required`, then `otp`; a wrong one: 401 `invalid_otp`."""
    attempt = Attempt(body.email, normalise(body.password), client, token, body.otp)
    keeper = Doorkeeper(tools.settings, tools.hasher, tools.sealer)
    account, opened = await sign_in(request.app.state.database, keeper, attempt)
    set_session(response, opened, tools.settings.session_absolute)
    return SignedIn.model_validate({"user": account}, from_attributes=True)


@router.post("/logout", status_code=204)
async def logout(response: Response, session: SessionDep, token: SessionToken) -> None:
    """Sign out here."""
    await sign_out(session, token)
    clear_session(response)


@router.post("/logout-all", status_code=204)
async def logout_all(response: Response, session: SessionDep, user_id: UserId) -> None:
    """Sign out everywhere."""
    await sign_out_everywhere(session, user_id)
    clear_session(response)
