"""The way out of Kafka: an aiokafka consumer with offsets committed by hand.

`commit()` without offsets would commit records that were not handled yet: offsets are always given. A handler longer
than `max_poll_interval_ms` would make a zombie of the member: that limit is off here, hung handlers have one of their
own in `processing.py`.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from events.broker import Partition, next_offsets
from events.codec import Record
from events.kafka_limits import ended, limited
from events.settings import KafkaSettings

log = logging.getLogger(__name__)

_NO_POLL_LIMIT_MS: Final = 2**31 - 1


class _Handover(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Lets the work in hand finish, and its offsets be committed, before partitions go to another member.

    aiokafka calls it beside the loop: it touches nothing of the loop's but what is here.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._empty_handed = asyncio.Event()
        self._empty_handed.set()
        self._in_hand: dict[Partition, int] = {}
        self.under_way = False

    def take(self, records: Sequence[Record]) -> None:
        """These records are in hand now."""
        self._in_hand |= next_offsets(records)
        if self._in_hand:
            self._empty_handed.clear()

    def let_go(self, offsets: Mapping[Partition, int]) -> None:
        """What lies before these offsets is done with."""
        self._in_hand = {p: upto for p, upto in self._in_hand.items() if upto > offsets.get(p, -1)}
        if not self._in_hand:
            self._empty_handed.set()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the loop, but not so long that the group gives this member up."""
        self.under_way = bool(revoked)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._empty_handed.wait(), self._patience)
        self.under_way = False

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Nothing to prepare."""


class KafkaSource:
    """One member of a consumer group."""

    def __init__(self, settings: KafkaSettings, group: str, topics: Sequence[str]) -> None:
        self._settings = settings
        self._group = group
        self._topics = topics
        self._handover = _Handover(settings.session_timeout)
        self._consumer: AIOKafkaConsumer | None = None
        self._next: dict[Partition, int] = {}

    async def start(self) -> None:
        """Join the group."""
        session_ms = round(self._settings.session_timeout * 1000)
        self._consumer = AIOKafkaConsumer(
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=session_ms // 4,
            rebalance_timeout_ms=2 * session_ms,
            max_poll_interval_ms=_NO_POLL_LIMIT_MS,
            metadata_max_age_ms=30_000,
            **self._settings.client_options(),
        )
        self._consumer.subscribe(self._topics, listener=self._handover)
        async with limited(2 * self._settings.request_timeout, "consumer start"):
            await self._consumer.start()

    async def poll(self, max_records: int, seconds: float) -> list[Record]:
        """The next records; none while partitions are being handed over."""
        assert self._consumer is not None
        if self._handover.under_way:
            await asyncio.sleep(seconds)
            return []
        async with limited(seconds + self._settings.request_timeout, "poll"):
            polled = await self._consumer.getmany(timeout_ms=round(seconds * 1000), max_records=max_records)
        for partition, (first, *_) in polled.items():
            self._next.setdefault(Partition(*partition), first.offset)
        records = [
            Record(r.topic, r.partition, r.offset, r.key, r.value, r.headers, r.timestamp)
            for records in polled.values()
            for r in records
        ]
        self._handover.take(records)
        return records

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Commit `{partition: next offset}`; records of a partition that was lost meanwhile come again elsewhere."""
        assert self._consumer is not None
        self._next.update(offsets)
        by_topic = {TopicPartition(*partition): offset for partition, offset in offsets.items()}
        async with limited(2 * self._settings.request_timeout, "commit"):
            try:
                await self._consumer.commit(by_topic)
            except (CommitFailedError, IllegalStateError):
                log.info("group %s rebalanced before a commit: what comes again is known to the inbox", self._group)
        self._handover.let_go(offsets)

    def lag(self) -> dict[str, int]:
        """Records beyond what was read, by topic."""
        lag = dict.fromkeys(self._topics, 0)
        for partition in self._consumer.assignment() if self._consumer else ():
            end = self._consumer.highwater(partition) if self._consumer else None
            read = self._next.get(Partition(*partition))
            if end is not None and read is not None:
                lag[partition.topic] += max(0, end - read)
        return lag

    async def close(self) -> None:
        """Leave the group. Raises ClientStuckError when the client does not end."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await ended(consumer.stop(), "consumer")
