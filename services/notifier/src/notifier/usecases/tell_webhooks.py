"""Queue what happened for the systems of those who may see it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from events.tracing import current_traceparent
from uuid_utils.compat import uuid7

from notifier.domain.webhooks import Notice, body_of
from notifier.storage.hook_deliveries import HookDeliveries
from notifier.storage.webhooks import Listener, Webhooks

_AT_ONCE = 1000


async def tell_webhooks(session: AsyncSession, notices: Sequence[Notice]) -> None:
    """A message for each webhook that wants such events of the contract and whose user may see them now; once for each
    event, however often it comes. Whether he may is asked again when it is sent."""
    now = datetime.now(UTC)
    recent = [notice for notice in notices if notice.is_recent(now)]
    if not recent:
        return
    webhooks = Webhooks(session)
    by_contract: dict[str, list[Listener]] = {}
    for listener in await webhooks.listeners({notice.contract_number for notice in recent}):
        by_contract.setdefault(str(listener.contract_number), []).append(listener)
    farewells = {user for notice in recent if notice.kind.to_former for user in notice.users or ()}
    former = await webhooks.listeners_of(farewells) if farewells else ()
    rows = []
    for notice in recent:
        listening = former if notice.kind.to_former else by_contract.get(notice.contract_number, ())
        rows += [_row(notice, listener) for listener in _told(notice, listening)]
    deliveries = HookDeliveries(session)
    for begin in range(0, len(rows), _AT_ONCE):
        await webhooks.wake(await deliveries.add(rows[begin : begin + _AT_ONCE]))


def _told(notice: Notice, listening: Iterable[Listener]) -> Iterable[Listener]:
    """Those of `listening` that are told; one webhook once, though its user may see the contract twice."""
    return {one.webhook_id: one for one in listening if _is_told(notice, one)}.values()


def _is_told(notice: Notice, listener: Listener) -> bool:
    return (
        notice.kind.type in listener.events
        and (notice.users is None or listener.user_id in notice.users)
        and (listener.contract_numbers is None or notice.contract_number in listener.contract_numbers)
        and (notice.kind.to_former or listener.role in notice.kind.roles)
        and notice.occurred_at >= listener.created_at
    )


def _row(notice: Notice, listener: Listener) -> dict[str, object]:
    return {
        "id": uuid7(),
        "webhook_id": listener.webhook_id,
        "event_id": notice.event_id,
        "type": notice.kind.type,
        "contract_number": notice.contract_number,
        "body": body_of(notice.event_id, notice.kind.type, notice.occurred_at, notice.contract_number, notice.data),
        "traceparent": current_traceparent.get(),
    }
