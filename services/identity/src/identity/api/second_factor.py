"""The authenticator application and the recovery codes."""

import segno
from chassis.database import SessionDep
from fastapi import APIRouter

from identity.api.deps import SessionId, ToolsDep, UserId
from identity.api.schemas import OwnPassword, RecoveryCodes, TotpCode, TotpEnrolment
from identity.usecases.enrol_totp import confirm_totp, disable_totp, offer_totp
from identity.usecases.renew_recovery_codes import renew_recovery_codes

router = APIRouter(prefix="/api/identity/v1/me", tags=["second factor"])


@router.post("/totp", status_code=201)
async def enrol(body: OwnPassword, session: SessionDep, tools: ToolsDep, user_id: UserId) -> TotpEnrolment:
    """A secret for an authenticator application. It counts once `/me/totp:confirm` has had a code of it; until
    then each call draws another. A wrong password: 403 `wrong_password`; connected already: 409 `totp_enabled`."""
    offered = await offer_totp(session, tools.hasher, tools.sealer, user_id, password=body.password)
    picture = segno.make(offered.uri, error="m").svg_inline(scale=4, border=4, light="#fff")
    return TotpEnrolment(secret=offered.secret, uri=offered.uri, qr_svg=picture)


@router.post("/totp:confirm")
async def confirm(
    body: TotpCode, session: SessionDep, tools: ToolsDep, user_id: UserId, session_id: SessionId
) -> RecoveryCodes:
    """Connect the application by a code of it. The recovery codes are shown this once. A wrong code: 403
    `invalid_otp`; nothing to confirm: 409 `totp_not_enabled`."""
    codes = await confirm_totp(session, tools.sealer, user_id, session_id, code=body.code)
    return RecoveryCodes(recovery_codes=codes)


@router.delete("/totp", status_code=204)
async def disable(body: OwnPassword, session: SessionDep, tools: ToolsDep, user_id: UserId) -> None:
    """Disconnect the application; the recovery codes end with it."""
    await disable_totp(session, tools.hasher, user_id, password=body.password)


@router.post("/recovery-codes")
async def renew(body: OwnPassword, session: SessionDep, tools: ToolsDep, user_id: UserId) -> RecoveryCodes:
    """Fresh recovery codes in place of the earlier ones, shown this once."""
    return RecoveryCodes(
        recovery_codes=await renew_recovery_codes(session, tools.hasher, user_id, password=body.password)
    )
