"""Requests of a user for contracts."""

from uuid import UUID

from chassis.database import SessionDep
from chassis.even_time import evenly
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter

from contracts.api.deps import AskerDep, BindingId, ClientAddress, Limits, Now, UserId
from contracts.api.schemas import BindingRequest, OpenRequest, Requested
from contracts.storage.models import BindingRow
from contracts.usecases.list_bindings import list_bindings
from contracts.usecases.request_binding import request_binding
from contracts.usecases.withdraw_binding import withdraw_binding

router = APIRouter(prefix="/api/contracts/v1/bindings", tags=["bindings"])
EVENLY = evenly(200)


@router.post("", status_code=202, dependencies=[EVENLY])
async def ask(body: BindingRequest, asker: AskerDep, limits: Limits, session: SessionDep, now: Now) -> Requested:
    """Ask for a contract. The answer and its time do not tell whether the pair matches."""
    binding = await request_binding(session, asker, body.number, body.email, limits=limits, now=now)
    return Requested(id=binding.id, expires_at=binding.expires_at)


@router.get("")
async def show(
    user_id: UserId, session: SessionDep, now: Now, limit: Limit = 50, cursor: Cursor = None
) -> Page[OpenRequest]:
    """The caller's open requests, newest first."""
    (after,) = decode_cursor(cursor, UUID) or (None,)
    rows = await list_bindings(session, user_id, now=now, after=after, limit=limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: (str(row.id),))
    return Page[OpenRequest](items=[_open(row) for row in shown], next_cursor=next_cursor)


@router.delete("/{binding_id}", status_code=204)
async def withdraw(
    binding_id: BindingId, user_id: UserId, address: ClientAddress, session: SessionDep, now: Now
) -> None:
    """Take a request back; the link of its letter dies."""
    await withdraw_binding(session, user_id, binding_id, address=address, now=now)


def _open(row: BindingRow) -> OpenRequest:
    return OpenRequest(
        id=row.id,
        number=row.asked_number,
        email=row.email,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
    )
