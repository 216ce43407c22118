"""What becomes of a batch: one transaction, bisected when it fails, so that one bad record parks alone."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from events.attempts import Attempts
from events.codec import Record
from events.execution import Executor
from events.failures import describe, is_infrastructure
from events.incoming import Handled, Incoming, Refused, read
from events.metrics import HANDLER_RETRIES
from events.refusals import RefusedEventsError
from events.router import Router
from events.waiting import backoff

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
_SLICE: Final = 25  # half a millisecond of decoding


class Batch(NamedTuple):
    """Records as they were polled, and what each of them means to us."""

    records: Sequence[Record]
    incoming: Sequence[Incoming]


class Processor:
    """Takes records to their end. `max_attempts`: how often a record may fail, or kill the process, before it parks."""

    def __init__(
        self, router: Router, executor: Executor, attempts: Attempts, *, max_attempts: int = MAX_ATTEMPTS
    ) -> None:
        self._router = router
        self._executor = executor
        self._attempts = attempts
        self._max_attempts = max_attempts

    async def read(self, records: Sequence[Record]) -> Batch:
        """The records, understood. Runs beside the batch before, which goes on between the slices."""
        await self._attempts.begin(records)
        incoming: list[Incoming] = []
        for start in range(0, len(records), _SLICE):
            slice_ = records[start : start + _SLICE]
            incoming += [item for record in slice_ if (item := read(record, self._router)) is not None]
            await asyncio.sleep(0)
        return Batch(records, incoming)

    async def process(self, batch: Batch) -> None:
        """When this returns, each record was handled, now or before, is parked, or is none of our business, and that
        is committed. Raises infrastructure errors: the records must then come again."""
        together = []
        for item in batch.incoming:
            if self._attempts.is_suspect(item.record):
                await self._process_suspect(item)
            else:
                together.append(item)
        await self._process_together(together)
        await self._attempts.end(batch.records)

    async def _process_suspect(self, item: Incoming) -> None:
        """A process died on this record, or on one near it: count before it runs."""
        if await self._attempts.count(item.record) > self._max_attempts:
            await self._park(item, f"the process died {self._max_attempts} times while handling this record")
        else:
            await self._process_together([item])
            await self._attempts.succeeded(item.record)

    async def _process_together(self, items: Sequence[Incoming]) -> None:
        """One transaction for all. When it fails, another with those parked that the handler names; where it names
        none, two halves, down to the record that makes it fail."""
        error = await self._failure_of(items) if items else None
        if error is None:
            return
        if isinstance(error, RefusedEventsError) and (refused := _refused(items, error)) != items:
            await self._process_together(refused)
            return
        if len(items) == 1:
            await self._try_again(items[0], error)
        else:
            await self._process_together(items[: len(items) // 2])
            await self._process_together(items[len(items) // 2 :])

    async def _try_again(self, item: Incoming, error: Exception) -> None:
        """A few times, each counted before it runs; then the key is parked."""
        while (attempt := await self._attempts.count(item.record)) < self._max_attempts:
            HANDLER_RETRIES.labels(item.record.topic).inc()
            await asyncio.sleep(backoff(attempt, first=0.05, limit=1.0))
            failure = await self._failure_of([item])
            if failure is None:
                return
            error = failure
        await self._park(item, describe(error), error)

    async def _failure_of(self, items: Sequence[Incoming]) -> Exception | None:
        """What is wrong with these records. Raises when it is the infrastructure."""
        try:
            await self._executor.transact(items)
        except Exception as error:
            if is_infrastructure(error):
                raise
            return error
        return None

    async def _park(self, item: Incoming, reason: str, error: Exception | None = None) -> None:
        record = item.record
        where = (record.topic, record.partition, record.offset)
        log.error("parked %s, partition %d, offset %d: %s", *where, reason, exc_info=error)
        await self._executor.transact([Refused(record, item.key, reason)])


def _refused(items: Sequence[Incoming], error: RefusedEventsError) -> list[Incoming]:
    """The records, those of the refused events with their reasons."""
    reasons = {id(event): describe(why) for event, why in error.refused}
    named: list[Incoming] = []
    for item in items:
        reason = reasons.get(id(item.event)) if isinstance(item, Handled) else None
        if reason is None:
            named.append(item)
        else:
            log.error("parked %s, partition %d, offset %d: %s", *item.record[:3], reason)
            named.append(Refused(item.record, item.key, reason))
    return named
