"""What endpoints are given: the caller in our own words, and only contracts that are his."""

from typing import Annotated
from uuid import UUID

from chassis.auth import ReadyUser
from chassis.database import SessionDep
from chassis.errors import NotFound
from fastapi import Depends

from billing.domain.contract_number import parse_contract_number
from billing.usecases.check_access import check_access


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
