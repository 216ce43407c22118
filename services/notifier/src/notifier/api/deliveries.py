"""The caller's letters."""

from uuid import UUID

from chassis.auth import ReadyUser
from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter

from notifier.api.schemas import DeliveryOut
from notifier.storage.deliveries import Deliveries

router = APIRouter(prefix="/api/notifier/v1", tags=["deliveries"])


@router.get("/deliveries")
async def list_deliveries(
    user: ReadyUser, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[DeliveryOut]:
    """Letters to the address the caller signs in with, newest first.

    No others, not even those that his requests caused: they would tell whether an address has an
    account or stands in a contract.
    """
    after = decode_cursor(cursor, UUID)
    rows = await Deliveries(session).page(
        UUID(user.subject), user.email or "", before=after[0] if after else None, limit=limit + 1
    )
    shown, next_cursor = page_of(rows, limit, lambda row: (str(row.id),))
    return Page(items=[DeliveryOut.model_validate(row) for row in shown], next_cursor=next_cursor)
