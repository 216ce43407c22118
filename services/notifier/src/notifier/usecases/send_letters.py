"""Send the letters that are due, many at once and none at the cost of another.

A try is committed before the mail server hears of it, and its result after. A crash between the two is
the one case in which a letter is sent twice, which SMTP can not exclude: then with the same Message-ID.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from chassis.database import AsyncSession, Database
from events.tracing import current_traceparent, span
from jinja2 import TemplateError

from notifier.clients.mailer import Mailer
from notifier.domain.backoff import RetryPolicy
from notifier.domain.outcomes import Deferred, Expired, Outcome, Refused, Sent, State, Unreachable
from notifier.storage.deliveries import Deliveries
from notifier.storage.models import Delivery
from notifier.usecases import metrics
from notifier.usecases.compose_letter import Composer
from notifier.usecases.find_addressee import find_addressee
from notifier.usecases.settle_letter import settle_letter

log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast: letters in flight, the lease on each, and the longest pause before an absent server is tried again."""

    concurrency: int = 8
    lease: timedelta = timedelta(seconds=9)
    longest_pause: float = 5.0

    @property
    def per_domain(self) -> int:
        """Letters in flight to one domain, so that a domain that hangs leaves room for the others."""
        return max(1, self.concurrency // 2)


class SendLoop:
    """Any number of them may run side by side."""

    def __init__(
        self, database: Database, mailer: Mailer, composer: Composer, policy: RetryPolicy, pace: Pace = Pace()
    ) -> None:
        self._database = database
        self._mailer = mailer
        self._composer = composer
        self._policy = policy
        self._pace = pace
        self._in_flight: dict[UUID, tuple[str, asyncio.Task[None]]] = {}
        self._failures = 0  # in a row, of the server rather than of a letter
        self._next_knock = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is in flight is finished."""
        stopping = asyncio.ensure_future(stop.wait())
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._keep_leases())
            while not stop.is_set():
                delivery = await self._claim() if self._has_room() else None
                if delivery is not None:
                    task = group.create_task(self._deliver(delivery))
                    self._in_flight[delivery.id] = (delivery.domain, task)
                    continue
                if not self._in_flight:
                    await self._mailer.rest()
                await asyncio.wait(
                    [stopping, *self._tasks()], timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            await asyncio.gather(*self._tasks())
            keeping.cancel()
        await self._mailer.rest()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for _, task in self._in_flight.values()]

    def _has_room(self) -> bool:
        if self._failures:  # one letter at a time knocks at a closed door
            return not self._in_flight and time.monotonic() >= self._next_knock
        return len(self._in_flight) < self._pace.concurrency

    async def _claim(self) -> Delivery | None:
        domains = Counter(domain for domain, _ in self._in_flight.values())
        busy = [domain for domain, count in domains.items() if count >= self._pace.per_domain]

        async def claim(session: AsyncSession) -> Delivery | None:
            return await Deliveries(session).claim(lease=self._pace.lease, busy=busy, mine=list(self._in_flight))

        return await self._database.patiently(claim)

    async def _deliver(self, delivery: Delivery) -> None:
        current_traceparent.set(delivery.traceparent)  # of this task alone
        try:
            outcome = await self._try(delivery)
            self._watch_server(outcome)
            await self._settle(delivery, outcome)
        finally:
            self._in_flight.pop(delivery.id, None)

    async def _try(self, delivery: Delivery) -> Outcome:
        if delivery.expires_at is not None and delivery.expires_at <= _now():
            return Expired("link_expired" if delivery.link_id else "too_late")
        if not await self._database.patiently(lambda session: find_addressee(session, delivery)):
            return Expired("contract_unbound")
        try:
            message = self._composer.compose(delivery)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next try would meet it again
            metrics.UNMAKEABLE.labels(delivery.kind).inc()
            detail = str(error) if isinstance(error, TemplateError) else type(error).__name__  # no address in the log
            log.error("letter_unmakeable", delivery_id=str(delivery.id), kind=delivery.kind, detail=detail)
            return Refused("unmakeable")
        begun = time.monotonic()
        with span("send letter", "client", delivery.traceparent, letter=delivery.kind):
            outcome = await self._mailer.send(message)
        metrics.SMTP_SECONDS.labels(type(outcome).__name__.lower()).observe(time.monotonic() - begun)
        return outcome

    def _watch_server(self, outcome: Outcome) -> None:
        if isinstance(outcome, Unreachable):
            self._failures += 1
            self._next_knock = time.monotonic() + min(0.25 * 2 ** min(self._failures, 16), self._pace.longest_pause)
            log.warning("mail_server_unreachable", reason=outcome.reason, failures=self._failures)
        elif isinstance(outcome, Sent | Deferred | Refused):
            self._failures = 0
        metrics.SERVER_DOWN.set(self._failures > 0)

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        now = _now()
        verdict = self._policy.judge(
            outcome, attempt=delivery.attempt, now=now, created_at=delivery.created_at, expires_at=delivery.expires_at
        )

        async def settle(session: AsyncSession) -> bool:
            message_id = self._composer.message_id(delivery)
            return await settle_letter(session, delivery, verdict, message_id=message_id, now=now)

        # A letter that was sent must be known to be, so this is tried until the database is back.
        mine = await self._database.patiently(settle)
        if verdict.state is State.QUEUED:
            metrics.RETRIED.labels(delivery.kind).inc()
        else:
            metrics.FINISHED.labels(delivery.kind, verdict.state).inc()
        log.info(
            "letter_tried",
            delivery_id=str(delivery.id),
            event_id=str(delivery.source_event_id),
            kind=delivery.kind,
            attempt=delivery.attempt,
            state=verdict.state,
            reason=verdict.reason,
            superseded=not mine,
        )

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._pace.lease.total_seconds() / 3)
            if self._in_flight:
                await self._database.patiently(self._renew)

    async def _renew(self, session: AsyncSession) -> None:
        await Deliveries(session).renew(list(self._in_flight), lease=self._pace.lease)


def _now() -> datetime:
    return datetime.now(UTC)
