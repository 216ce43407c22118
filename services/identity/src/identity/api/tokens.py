"""Personal access tokens: `Authorization: Bearer cab_pat_...` in place of a session. No token opens these calls."""

from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Page
from fastapi import APIRouter

from identity.api.deps import UserId
from identity.api.schemas import AccessTokenBody, CreatedToken, NewToken
from identity.usecases.create_access_token import create_access_token
from identity.usecases.revoke_access_token import list_access_tokens, revoke_access_token

router = APIRouter(prefix="/api/identity/v1/me/tokens", tags=["access tokens"])


@router.get("")
async def get_tokens(session: SessionDep, user_id: UserId) -> Page[AccessTokenBody]:
    """The user's tokens, the newest first; what they were used for last is noted once a minute."""
    return Page(items=[AccessTokenBody.model_validate(found) for found in await list_access_tokens(session, user_id)])


@router.post("", status_code=201)
async def create_token(body: NewToken, session: SessionDep, user_id: UserId) -> CreatedToken:
    """A new token; `token` is told this once. Without `expires_at` it ends after a year."""
    kept, text = await create_access_token(
        session, user_id, name=body.name, scopes=body.scopes, expires_at=body.expires_at
    )
    return CreatedToken(**AccessTokenBody.model_validate(kept).model_dump(), token=text)


@router.delete("/{token_id}", status_code=204)
async def revoke(token_id: UUID, session: SessionDep, user_id: UserId) -> None:
    """The very next call with it is answered 401."""
    await revoke_access_token(session, user_id, token_id)
