"""Other users of a contract. Who sees it may look and leave; the rest is the owner's."""

from typing import Annotated
from uuid import UUID

from chassis.database import SessionDep
from chassis.errors import NotFound
from chassis.pagination import Page
from fastapi import APIRouter, Depends

from contracts.api.deps import AskerDep, ClientAddress, MemberLimitsDep, Now, OwnNumber, UserId
from contracts.api.member_schemas import InvitationIn, Invited, MemberItem, RoleIn
from contracts.usecases.change_role import change_role
from contracts.usecases.end_membership import remove_member
from contracts.usecases.invite_member import invite_member, resend_invitation
from contracts.usecases.list_members import list_members

router = APIRouter(prefix="/api/contracts/v1/contracts/{number}/members", tags=["members"])


async def get_member_id(member_id: str) -> UUID:
    """Ids are opaque: what is none of ours names nothing."""
    try:
        return UUID(member_id)
    except ValueError:
        raise NotFound from None


MemberId = Annotated[UUID, Depends(get_member_id)]


@router.get("")
async def show(number: OwnNumber, user_id: UserId, session: SessionDep, now: Now) -> Page[MemberItem]:
    """Owner first, then members, then (for the owner) open invitations. All on one page: there are few."""
    members = await list_members(session, user_id, number, now)
    return Page[MemberItem](items=[MemberItem.model_validate(member) for member in members])


@router.post("", status_code=201)
async def invite(
    *, number: OwnNumber, body: InvitationIn, asker: AskerDep, limits: MemberLimitsDep, session: SessionDep, now: Now
) -> Invited:
    """Invite by letter. The answer does not tell whether the address has an account."""
    return Invited.model_validate(
        await invite_member(session, asker, number, body.email, body.role, limits=limits, now=now)
    )


@router.post("/{member_id}:resend", status_code=202)
async def resend(
    *, number: OwnNumber, asker: AskerDep, member_id: MemberId, limits: MemberLimitsDep, session: SessionDep, now: Now
) -> Invited:
    """The letter again, at most once a minute; the link of the earlier one dies."""
    return Invited.model_validate(await resend_invitation(session, asker, number, member_id, limits=limits, now=now))


@router.patch("/{member_id}")
async def change(
    *,
    number: OwnNumber,
    user_id: UserId,
    member_id: MemberId,
    body: RoleIn,
    address: ClientAddress,
    session: SessionDep,
    now: Now,
) -> MemberItem:
    """Another role, at once in force in every service."""
    await change_role(session, user_id, number, member_id, body.role, address=address, now=now)
    members = await list_members(session, user_id, number, now)
    return next(MemberItem.model_validate(member) for member in members if member.id == member_id)


@router.delete("/me", status_code=204)
async def leave(number: OwnNumber, user_id: UserId, address: ClientAddress, session: SessionDep, now: Now) -> None:
    """The caller leaves the contract. Not the owner: he removes it from his account."""
    await remove_member(session, user_id, number, None, address=address, now=now)


@router.delete("/{member_id}", status_code=204)
async def remove(
    *, number: OwnNumber, user_id: UserId, member_id: MemberId, address: ClientAddress, session: SessionDep, now: Now
) -> None:
    """The owner removes a member or withdraws an invitation; a member himself. Access ends at once everywhere."""
    await remove_member(session, user_id, number, member_id, address=address, now=now)
