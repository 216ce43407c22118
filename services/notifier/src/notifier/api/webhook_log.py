"""What was sent to a webhook, kept for 30 days: of contracts that its owner may see at this moment."""

from typing import Annotated
from uuid import UUID

from chassis.database import SessionDep
from chassis.pagination import Cursor, Limit, Page, decode_cursor, page_of
from fastapi import APIRouter, Query

from notifier.api.deps import LockedWebhook, Now, OwnWebhook, opaque
from notifier.api.webhook_schemas import HookDeliveryOut
from notifier.domain.webhooks import SendState
from notifier.storage.hook_deliveries import HookDeliveries
from notifier.usecases.replay_delivery import find_delivery, replay_delivery

router = APIRouter(prefix="/api/notifier/v1/webhooks/{webhook_id}", tags=["webhooks"])
State = Annotated[SendState | None, Query(description="Only deliveries in this state")]


@router.get("/deliveries")
async def list_log(
    webhook: OwnWebhook, session: SessionDep, state: State = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[HookDeliveryOut]:
    """Newest first."""
    after = decode_cursor(cursor, UUID)
    rows = await HookDeliveries(session).page(webhook, state=state, before=after[0] if after else None, limit=limit + 1)
    shown, next_cursor = page_of(rows, limit, lambda row: (str(row.id),))
    return Page(items=[HookDeliveryOut.of(row) for row in shown], next_cursor=next_cursor)


@router.get("/deliveries/{delivery_id}")
async def show(delivery_id: str, webhook: OwnWebhook, session: SessionDep) -> HookDeliveryOut:
    """One message with its tries."""
    return HookDeliveryOut.of(await find_delivery(session, webhook, opaque(delivery_id)))


@router.post("/deliveries/{delivery_id}:replay", status_code=202)
async def replay(delivery_id: str, webhook: LockedWebhook, session: SessionDep, now: Now) -> HookDeliveryOut:
    """The same message under the same id once more. Still on its way: 409 `still_pending`; not active: 409
    `webhook_paused`; again within a minute: 429."""
    return HookDeliveryOut.of(await replay_delivery(session, webhook, opaque(delivery_id), now))
