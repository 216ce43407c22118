"""What endpoints are given: settings, the instant, the caller in our own words, and only contracts that are his."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from chassis.auth import Principal, ReadyUser, require_scope
from chassis.database import SessionDep
from chassis.errors import NotFound
from chassis.idempotency import Once, idempotent
from fastapi import Depends, Request

from billing.domain.bank_account import Requisites
from billing.domain.calendar import moscow_day
from billing.domain.contract_number import parse_contract_number
from billing.domain.roles import Act
from billing.settings import Settings
from billing.storage.models import idempotency_keys
from billing.usecases.check_access import check_access


def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


def get_payee(request: Request) -> Requisites:
    """Where customers pay to, as checked at start."""
    payee: Requisites = request.app.state.payee
    return payee


Payee = Annotated[Requisites, Depends(get_payee)]


def get_now() -> datetime:
    """This instant in UTC; tests put another in its place."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(get_now)]


def get_today(now: Now) -> date:
    """The day in Moscow."""
    return moscow_day(now)


Today = Annotated[date, Depends(get_today)]


def get_user_id(user: ReadyUser) -> UUID:
    """The id of a caller with a confirmed e-mail and a profile."""
    return UUID(user.subject)


UserId = Annotated[UUID, Depends(get_user_id)]


async def get_visible_contract(number: str, user_id: UserId, session: SessionDep) -> str:
    """The number in the path, if that contract is the caller's; else 404."""
    parsed = parse_contract_number(number)
    if parsed is None:
        raise NotFound
    await check_access(session, user_id, parsed)
    return parsed


VisibleContract = Annotated[str, Depends(get_visible_contract)]


async def get_orderable_contract(number: VisibleContract, user_id: UserId, session: SessionDep) -> str:
    """The same for a caller whose role lets him order something for the contract; else 403."""
    await check_access(session, user_id, number, Act.ORDER)
    return number


MAY_ORDER = Depends(get_orderable_contract)
OrderableContract = Annotated[str, MAY_ORDER]


def opaque_id(item_id: str, _user: ReadyUser) -> UUID:
    """Ids are opaque: what is none of ours names nothing."""
    try:
        return UUID(item_id)
    except ValueError:
        raise NotFound from None


ItemId = Annotated[UUID, Depends(opaque_id)]
BillingSystem = Annotated[Principal, Depends(require_scope("billing:write"))]
OnceDep = Annotated[Once, Depends(idempotent(idempotency_keys))]
