"""Send the messages that are due: one at a time to each webhook, many webhooks at once, and none at another's cost.

A try is committed before the other side hears of it, and its result after. A crash between the two sends the message
again, under the same id: HTTP can not exclude that.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from chassis.database import AsyncSession, Database
from chassis.sealing import Sealer
from events.tracing import current_traceparent, span

from notifier.clients.poster import Poster
from notifier.domain.hook_policy import HookPolicy
from notifier.domain.webhooks import SendState
from notifier.storage.hook_models import Webhook
from notifier.storage.webhooks import Webhooks
from notifier.usecases import metrics
from notifier.usecases.post_message import Message, post_message, settle_message, take_message

log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class HookPace:
    """Webhooks that are sent to at once, and of them those that answer slowly or not at all. The lease is longer than
    a try may take; after a crash the webhook waits for its end."""

    concurrency: int = 16
    lease: timedelta = timedelta(seconds=30)

    @property
    def slow(self) -> int:
        """The rest is kept free for those that answer at once."""
        return max(1, self.concurrency // 2)


class HookLoop:
    """Any number of them may run side by side."""

    def __init__(
        self, database: Database, poster: Poster, sealer: Sealer, policy: HookPolicy, pace: HookPace = HookPace()
    ) -> None:
        self._database = database
        self._poster = poster
        self._sealer = sealer
        self._policy = policy
        self._pace = pace
        self._in_flight: dict[UUID, tuple[bool, asyncio.Task[None]]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is in flight is finished."""
        stopping = asyncio.ensure_future(stop.wait())
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                webhook = await self._claim() if len(self._in_flight) < self._pace.concurrency else None
                if webhook is not None:
                    self._in_flight[webhook.id] = webhook.is_slow, group.create_task(self._serve(webhook))
                    continue
                waiting = [stopping, *(task for _, task in self._in_flight.values())]
                await asyncio.wait(waiting, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self) -> Webhook | None:
        slow = sum(is_slow for is_slow, _ in self._in_flight.values())
        slow_too, mine = slow < self._pace.slow, list(self._in_flight)

        async def claim(session: AsyncSession) -> Webhook | None:
            return await Webhooks(session).claim(lease=self._pace.lease, slow_too=slow_too, mine=mine)

        return await self._database.patiently(claim)

    async def _serve(self, webhook: Webhook) -> None:
        """One message; then it is another webhook's turn."""
        try:
            message = await self._database.patiently(lambda session: take_message(session, webhook, _now()))
            if message is not None:
                current_traceparent.set(message.delivery.traceparent)  # of this task alone
                await self._deliver(message)
        finally:
            self._in_flight.pop(webhook.id, None)

    async def _deliver(self, message: Message) -> None:
        begun = _now()
        with span("post webhook", "client", message.delivery.traceparent, event=str(message.delivery.event_id)):
            answer = await post_message(self._poster, self._sealer, message, begun)
        state = await self._database.patiently(
            lambda session: settle_message(session, message, answer, self._policy, begun=begun, now=_now())
        )
        delivery, outcome = message.delivery, answer.error or f"{(answer.status or 0) // 100}xx"
        metrics.HOOK_SECONDS.labels(outcome).observe(answer.took.total_seconds())
        if state is not SendState.PENDING:
            metrics.HOOKS_FINISHED.labels(delivery.type, state).inc()
        log.info(
            "webhook_tried",
            delivery_id=str(delivery.id),
            webhook_id=str(delivery.webhook_id),
            event_id=str(delivery.event_id),
            kind=delivery.type,
            attempt=delivery.attempt,
            state=state,
            outcome=outcome,
        )


def _now() -> datetime:
    return datetime.now(UTC)
