"""Passkeys (WebAuthn): add, list, rename, remove, and sign in with one.

Options are what `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` take; a
`credential` is what its `toJSON()` gives.
"""

from typing import Any
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Page
from fastapi import APIRouter, Response

from identity.api.cookies import SessionToken, set_session
from identity.api.deps import ClientDep, ToolsDep, UserId
from identity.api.schemas import GivenName, NewPasskey, OwnPassword, PasskeyAnswer, PasskeyBody, SignedIn
from identity.usecases.add_passkey import add_passkey, offer_passkey
from identity.usecases.change_passkeys import list_passkeys, remove_passkey, rename_passkey
from identity.usecases.sign_in_with_passkey import ask_for_passkey, sign_in_with_passkey

router = APIRouter(prefix="/api/identity/v1", tags=["passkeys"])


@router.post("/auth/passkey/options")
async def ask(session: SessionDep, tools: ToolsDep) -> dict[str, Any]:
    """What the browser asks its devices for, to sign in; good once, for five minutes."""
    return await ask_for_passkey(session, tools.party)


@router.post("/auth/passkey/login")
async def login(
    body: PasskeyAnswer,
    response: Response,
    *,
    session: SessionDep,
    tools: ToolsDep,
    client: ClientDep,
    token: SessionToken,
) -> SignedIn:
    """Sign in with a passkey; it counts as both factors. Not accepted: 401 `invalid_passkey`."""
    account, opened = await sign_in_with_passkey(
        session, tools.settings, tools.party, body.credential, client, replacing=token
    )
    set_session(response, opened, tools.settings.session_absolute)
    return SignedIn.model_validate({"user": account}, from_attributes=True)


@router.get("/me/passkeys")
async def get_passkeys(session: SessionDep, user_id: UserId) -> Page[PasskeyBody]:
    """The user's passkeys, the oldest first."""
    return Page(items=[PasskeyBody.model_validate(found) for found in await list_passkeys(session, user_id)])


@router.post("/me/passkeys/options")
async def offer(body: OwnPassword, session: SessionDep, tools: ToolsDep, user_id: UserId) -> dict[str, Any]:
    """What the browser asks a device for, to make a passkey; good once, for five minutes. `rp.id` is the host that
    the page has to be opened under. A wrong password: 403 `wrong_password`."""
    return await offer_passkey(session, tools.hasher, tools.party, user_id, password=body.password)


@router.post("/me/passkeys", status_code=201)
async def add(body: NewPasskey, session: SessionDep, tools: ToolsDep, user_id: UserId) -> PasskeyBody:
    """Keep the passkey that the browser made. Not for our challenge, or used before: 422 `passkey_refused`."""
    added = await add_passkey(session, tools.party, user_id, name=body.name, credential=body.credential)
    return PasskeyBody.model_validate(added)


@router.patch("/me/passkeys/{passkey_id}")
async def rename(passkey_id: UUID, body: GivenName, session: SessionDep, user_id: UserId) -> PasskeyBody:
    """Call a passkey otherwise."""
    return PasskeyBody.model_validate(await rename_passkey(session, user_id, passkey_id, body.name))


@router.delete("/me/passkeys/{passkey_id}", status_code=204)
async def remove(passkey_id: UUID, session: SessionDep, user_id: UserId) -> None:
    """It opens nothing from now on."""
    await remove_passkey(session, user_id, passkey_id)
