"""The way into Kafka: an idempotent aiokafka producer that is thrown away after its first error.

It retries for ever and hangs in `start()`, `send()` and `stop()` while the broker is away (aiokafka #1101), and stays
broken after a sequence error (#1017). Whole batches are built here and sent as such: a future per batch instead of per
message, a third of the work of `send()`, with the same order and the same acknowledgements.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from events.broker import BrokerError, Message, MessageTooLargeError
from events.kafka_limits import CLOSE_SECONDS, ended, limited
from events.settings import KafkaSettings

log = logging.getLogger(__name__)

BATCH_BYTES: Final = 256 * 1024
"""A larger message travels alone, so that its refusal names it: the broker's own limit must not be below this."""
# What a record and its batch cost beyond key, value and headers, with room to spare.
_RECORD_OVERHEAD: Final = 512


class KafkaSink:
    """An idempotent producer, acks=all."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._limit = 2 * settings.request_timeout
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect and obtain a producer id."""
        self._producer = AIOKafkaProducer(
            enable_idempotence=True,
            max_batch_size=BATCH_BYTES,
            max_request_size=self._settings.max_message_bytes,
            **self._settings.client_options(),
        )
        async with limited(self._limit, "producer start"):
            await self._producer.start()

    async def send(self, messages: Sequence[Message]) -> None:
        """Send in order per partition and wait for every acknowledgement."""
        if too_large := _too_large(messages, self._settings.max_message_bytes):
            raise MessageTooLargeError(too_large)
        acks: list[tuple[list[int], asyncio.Future[object]]] = []
        try:
            async with limited(self._limit, "send"):
                await self._submit(messages, acks)
                await asyncio.gather(*(ack for _, ack in acks), return_exceptions=True)
        finally:
            for _, ack in acks:
                ack.cancel()
        _raise_failures(acks)

    async def _submit(
        self, messages: Sequence[Message], acks: list[tuple[list[int], "asyncio.Future[object]"]]
    ) -> None:
        """Hand the batches to the producer: of one partition in order, each waiting until the one before has left."""
        producer = self._producer
        assert producer is not None
        partitions = {topic: len(await producer.partitions_for(topic)) for topic in {m.topic for m in messages}}
        for topic, partition, batch, indexes in _batches(messages, partitions, producer):
            acks.append((indexes, await producer.send_batch(batch, topic, partition=partition)))

    async def close(self) -> None:
        """End the producer, whatever state it is in: nothing is written after this, nothing is waited for.

        `AIOKafkaProducer.stop()` would wait for what can not be sent, and leave its sender running when it is
        cancelled. There is nothing to flush: every `send` waited for its acknowledgements.
        """
        producer, self._producer = self._producer, None
        if producer is None:
            return
        sender = producer._sender.sender_task  # noqa: SLF001
        if sender is not None:
            await _kill(sender)
        await ended(producer.client.close(), "producer")
        producer._closed = True  # noqa: SLF001  # it would complain of not having been stopped


@lru_cache(maxsize=65536)
def _partition_of(key: bytes, partitions: int) -> int:
    """The partition that every client of the Java family chooses for this key."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


def _batches(
    messages: Sequence[Message], partitions: dict[str, int], producer: AIOKafkaProducer
) -> Iterator[tuple[str, int, BatchBuilder, list[int]]]:
    """The messages as batches with the indexes of what is in each; of one partition in order."""
    open_batches: dict[tuple[str, int], tuple[BatchBuilder, list[int]]] = {}
    for index, message in enumerate(messages):
        target = (message.topic, _partition_of(message.key, partitions[message.topic]))
        entry = open_batches.get(target)
        if entry is None or not _append(entry[0], message):
            if entry is not None:
                yield *target, *entry
            entry = open_batches[target] = (producer.create_batch(), [])
            _append(entry[0], message)
        entry[1].append(index)
    for target, entry in open_batches.items():
        yield *target, *entry


def _append(batch: BatchBuilder, message: Message) -> bool:
    return batch.append(timestamp=None, key=message.key, value=message.value, headers=message.headers) is not None


def _too_large(messages: Sequence[Message], limit: int) -> list[int]:
    """Headers are only counted of what could be too large: they are small, and this runs for every message."""
    return [i for i, message in enumerate(messages) if 2 * len(message.value) > limit and _size(message) > limit]


def _size(message: Message) -> int:
    headers = sum(len(name) + len(value or b"") + 4 for name, value in message.headers)
    return len(message.key) + len(message.value) + headers + _RECORD_OVERHEAD


def _raise_failures(acks: Sequence[tuple[list[int], "asyncio.Future[object]"]]) -> None:
    failures = [(indexes, error) for indexes, ack in acks if (error := ack.exception()) is not None]
    refused = [
        indexes[0] for indexes, error in failures if isinstance(error, MessageSizeTooLargeError) and len(indexes) == 1
    ]
    if refused:
        raise MessageTooLargeError(refused)
    for _, error in failures:
        raise BrokerError(f"send: {type(error).__name__}") from error


async def _kill(task: "asyncio.Task[None]") -> None:
    """Cancel, and again when the task only waits for its requests in flight."""
    for _ in range(3):
        task.cancel()
        done, _pending = await asyncio.wait([task], timeout=CLOSE_SECONDS / 3)
        if done:
            return
    log.error("a producer's sender would not end")
