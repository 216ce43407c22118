"""Tokens for internal systems (RFC 6749 section 4.4) and the keys that verify all tokens (RFC 7517)."""

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from chassis.database import SessionDep
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from identity.api.deps import ToolsDep
from identity.api.schemas import ServiceTokenBody
from identity.domain.key_rotation import JWKS_MAX_AGE
from identity.errors import OAuthError
from identity.usecases.issue_service_token import issue_service_token

router = APIRouter(prefix="/api/identity/v1", tags=["systems"])
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenRequest(NamedTuple):
    """A request for a token, from whichever place the credentials stood in."""

    client_id: str
    secret: str
    scope: str | None


@router.post("/oauth/token", response_model=ServiceTokenBody)
async def token(request: Request, session: SessionDep, tools: ToolsDep) -> JSONResponse:
    """`grant_type=client_credentials`, with HTTP Basic or `client_id` and `client_secret` in the form."""
    lifetime = tools.settings.system_token_lifetime
    try:
        asked = await _read(request)
        given = await issue_service_token(session, tools.mint, lifetime, **asked._asdict())
    except OAuthError as refused:
        return _refusal(refused)
    body = ServiceTokenBody(
        access_token=given.access_token, expires_in=int(lifetime.total_seconds()), scope=" ".join(given.scopes)
    )
    return JSONResponse(body.model_dump(), headers=_NO_STORE)


@router.get("/.well-known/jwks.json")
async def jwks(response: Response, tools: ToolsDep) -> dict[str, Any]:
    """The public keys: the present one, the next, and the last until its tokens have expired."""
    response.headers["Cache-Control"] = f"public, max-age={int(JWKS_MAX_AGE.total_seconds())}"
    return await tools.mint.jwks()


def _refusal(refused: OAuthError) -> JSONResponse:
    headers = _NO_STORE | ({"WWW-Authenticate": 'Basic realm="cabinet"'} if refused.status == 401 else {})
    return JSONResponse({"error": refused.error}, refused.status, headers)


async def _read(request: Request) -> TokenRequest:
    """Raises OAuthError for a request that is none."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request")
    form = await request.form()
    if any(len(form.getlist(name)) > 1 for name in form):
        raise OAuthError("invalid_request")
    fields = {name: str(value) for name, value in form.items()}
    if not fields.get("grant_type"):
        raise OAuthError("invalid_request")
    client_id, secret = _credentials(request.headers.get("authorization", ""), fields)
    if fields["grant_type"] != "client_credentials":
        raise OAuthError("unsupported_grant_type")
    return TokenRequest(client_id, secret, fields.get("scope"))


def _credentials(authorization: str, fields: dict[str, str]) -> tuple[str, str]:
    """From one of the two places; both at once are refused (section 2.3)."""
    if not authorization:
        if not fields.get("client_id") or "client_secret" not in fields:
            raise OAuthError("invalid_client", 401)
        return fields["client_id"], fields["client_secret"]
    if "client_secret" in fields:
        raise OAuthError("invalid_request")
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (Base64Error, UnicodeDecodeError, ValueError):
        raise OAuthError("invalid_client", 401) from None
    if scheme.lower() != "basic" or not colon:
        raise OAuthError("invalid_client", 401)
    return unquote_plus(client_id), unquote_plus(secret)
