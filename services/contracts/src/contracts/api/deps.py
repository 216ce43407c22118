"""What endpoints are given: the settings, the instant, the caller in our own words."""

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated
from uuid import UUID

from chassis.auth import Principal, ReadyUser, require_scope
from chassis.errors import NotFound, ValidationProblem
from chassis.idempotency import Once, idempotent
from fastapi import Depends, Request

from contracts.domain.numbers import parse_contract_number
from contracts.errors import MALFORMED_NUMBER
from contracts.settings import Settings
from contracts.storage.models import idempotency_keys
from contracts.usecases.invite_member import MemberLimits
from contracts.usecases.request_binding import Asker, RequestLimits

BIND_PURPOSE = "bind-contract"
JOIN_PURPOSE = "join-contract"


def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


def get_now() -> datetime:
    """This instant in UTC; tests put another in its place."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(get_now)]


def client_address(request: Request) -> str | None:
    """Who called the gateway: the last hop it wrote down is the only one it vouches for."""
    hops = request.headers.get("x-forwarded-for") or (request.client.host if request.client else "")
    last = hops.rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return None


ClientAddress = Annotated[str | None, Depends(client_address)]


def get_asker(user: ReadyUser, address: ClientAddress) -> Asker:
    """The caller as the letter names him: from the token, since our projection may lag."""
    return Asker(UUID(user.subject), user.name or "", user.email or "", address)


AskerDep = Annotated[Asker, Depends(get_asker)]


def get_user_id(user: ReadyUser) -> UUID:
    """The id of a caller with a confirmed e-mail and a profile."""
    return UUID(user.subject)


UserId = Annotated[UUID, Depends(get_user_id)]
Registry = Annotated[Principal, Depends(require_scope("registry:write"))]


def get_limits(settings: SettingsDep) -> RequestLimits:
    """How requests for a binding are limited."""
    return RequestLimits(
        ttl=settings.binding_ttl,
        repeat_after=settings.repeat_after,
        window=settings.requests_window,
        per_user=settings.open_requests_per_user,
        per_email=settings.open_requests_per_email,
    )


Limits = Annotated[RequestLimits, Depends(get_limits)]


def get_link_id(token: str, settings: SettingsDep) -> UUID | None:
    """The link that the token of the path stands for; None for whatever we did not sign."""
    return settings.link_signer().verify(BIND_PURPOSE, token)


LinkId = Annotated[UUID | None, Depends(get_link_id)]


async def get_invitation_id(token: str, settings: SettingsDep) -> UUID | None:
    """The same for the link of an invitation: a token for another purpose is none."""
    return settings.link_signer().verify(JOIN_PURPOSE, token)


InvitationId = Annotated[UUID | None, Depends(get_invitation_id)]


async def get_member_limits(settings: SettingsDep) -> MemberLimits:
    """How invitations are limited."""
    return MemberLimits(
        ttl=settings.invitation_ttl,
        repeat_after=settings.repeat_after,
        window=settings.requests_window,
        per_contract=settings.members_per_contract,
        per_user=settings.invitation_letters_per_user,
        per_email=settings.invitation_letters_per_email,
    )


MemberLimitsDep = Annotated[MemberLimits, Depends(get_member_limits)]


def get_binding_id(binding_id: str, _user: ReadyUser) -> UUID:
    """Ids are opaque: what is none of ours names nothing."""
    try:
        return UUID(binding_id)
    except ValueError:
        raise NotFound from None


BindingId = Annotated[UUID, Depends(get_binding_id)]


def get_own_number(number: str, _user: ReadyUser) -> str:
    """The number of a contract page; who may not come in is told so first."""
    parsed = parse_contract_number(number)
    if parsed is None:
        raise NotFound
    return parsed


OwnNumber = Annotated[str, Depends(get_own_number)]


def get_registry_number(number: str, _registry: Registry) -> str:
    """The number under which the registry tells a contract."""
    parsed = parse_contract_number(number)
    if parsed is None:
        raise ValidationProblem(errors=[MALFORMED_NUMBER])
    return parsed


RegistryNumber = Annotated[str, Depends(get_registry_number)]
OnceDep = Annotated[Once, Depends(idempotent(idempotency_keys))]
