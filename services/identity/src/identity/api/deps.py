"""What endpoints ask for. All of it async: FastAPI sends plain functions through a thread, ten times the price."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated
from uuid import UUID

from chassis.auth import CurrentUser
from chassis.sealing import Sealer
from chassis.tokens import LinkSigner
from fastapi import Depends, Request

from identity.clients.password_hasher import PasswordHasher
from identity.clients.relying_party import RelyingParty
from identity.domain.device import Client
from identity.settings import Settings
from identity.usecases.mint_token import TokenMint

_UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - an address of nobody, not one to listen on
_LONGEST_USER_AGENT = 400


@dataclass(frozen=True, slots=True)
class Tools:
    """What the process has besides its database; made in `main`."""

    settings: Settings
    hasher: PasswordHasher
    sealer: Sealer
    links: LinkSigner
    mint: TokenMint
    party: RelyingParty


async def get_tools(request: Request) -> Tools:
    """The process' tools."""
    tools: Tools = request.app.state.tools
    return tools


async def get_client(request: Request) -> Client:
    """Where the request came from. The gateway appends the true address to `x-forwarded-for`, so only the last
    hop is believed: whatever stands before it was written by the caller."""
    hop = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    peer = request.client.host if request.client else ""
    user_agent = request.headers.get("user-agent", "")[:_LONGEST_USER_AGENT]
    return Client(_address(hop) or _address(peer) or _UNKNOWN_ADDRESS, user_agent)


async def get_user_id(user: CurrentUser) -> UUID:
    """The id of the person who is signed in."""
    return UUID(user.subject)


async def get_session_id(user: CurrentUser) -> UUID | None:
    """The session behind the token, where there is one."""
    return UUID(user.session_id) if user.session_id else None


def _address(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


ToolsDep = Annotated[Tools, Depends(get_tools)]
ClientDep = Annotated[Client, Depends(get_client)]
UserId = Annotated[UUID, Depends(get_user_id)]
SessionId = Annotated[UUID | None, Depends(get_session_id)]
