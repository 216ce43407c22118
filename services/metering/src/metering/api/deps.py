"""What endpoints are given: the caller in our own words, the instant, and only contracts that are his.

All are coroutines: FastAPI sends a plain function to a thread, which costs more than it does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from chassis.auth import current_user, get_principal, ready_user
from chassis.database import SessionDep
from chassis.errors import NotFound
from chassis.idempotency import DriverOnce, Once, driver_idempotent, idempotent
from fastapi import Depends, Request

from metering.clients.parser import Parser
from metering.domain.contract_number import parse_contract_number
from metering.domain.readings import Source
from metering.storage.driver import Driver, driver_of
from metering.storage.reading_models import idempotency_keys
from metering.usecases.check_access import check_access


async def get_now() -> datetime:
    """This instant in UTC; tests put another in its place."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(get_now)]


@dataclass(frozen=True)
class Caller:
    """Who calls, through which door, and when."""

    user_id: UUID
    source: Source
    now: datetime


async def get_caller(request: Request, now: Now) -> Caller:
    """A caller with a confirmed e-mail and a profile (`chassis.auth.ReadyUser`, asked in one step). A browser's
    session is the portal; a customer's own system comes with a token and without a session."""
    user = await ready_user(await current_user(await get_principal(request)))
    return Caller(UUID(user.subject), Source.PORTAL if user.session_id else Source.API, now)


CallerDep = Annotated[Caller, Depends(get_caller)]


async def get_visible_contract(number: str, caller: CallerDep, session: SessionDep) -> str:
    """The number in the path, if that contract is the caller's; else 404."""
    parsed = parse_contract_number(number)
    if parsed is None:
        raise NotFound
    await check_access(session, caller.user_id, parsed)
    return parsed


VisibleContract = Annotated[str, Depends(get_visible_contract)]


def named(text: str) -> UUID:
    """The id in a path. Ids are opaque: what is none of ours names nothing (404)."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


async def get_parser(request: Request) -> Parser:
    """The parser of this process; its child starts with the first file."""
    parser: Parser = request.app.state.parser
    return parser


async def get_driver(session: SessionDep) -> Driver:
    """The driver's connection of the session."""
    return await driver_of(session)


DriverDep = Annotated[Driver, Depends(get_driver)]
ParserDep = Annotated[Parser, Depends(get_parser)]
OnceDep = Annotated[Once, Depends(idempotent(idempotency_keys))]
DriverOnceDep = Annotated[DriverOnce, Depends(driver_idempotent(idempotency_keys))]
