"""A broker in memory, for tests: the same order, repeats and offsets as Kafka's, in one process."""

import asyncio
import contextlib
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from events.broker import BrokerError, Message, MessageTooLargeError, Partition
from events.codec import Record
from events.topics import PARTITIONS

_MAX_MESSAGE_BYTES: Final = 1_000_000


class InMemoryBus:
    """Topics that live as long as this object. Give it to `Relay` and `Consumer` in place of Kafka's settings."""

    def __init__(self) -> None:
        self.logs: dict[Partition, list[Record]] = defaultdict(list)
        self.offsets: dict[tuple[str, Partition], int] = defaultdict(int)
        self.members: set[str] = set()
        self.arrived = asyncio.Condition()

    def sink(self) -> "MemorySink":
        """A way in."""
        return MemorySink(self)

    def source(self, group: str, topics: Sequence[str]) -> "MemorySource":
        """The one member of a group."""
        return MemorySource(self, group, topics)

    async def append(self, messages: Sequence[Message]) -> None:
        """Write messages as a producer does."""
        for message in messages:
            partition = Partition(message.topic, zlib.crc32(message.key) % PARTITIONS)
            log = self.logs[partition]
            log.append(Record(*partition, len(log), message.key, message.value, message.headers))
        async with self.arrived:
            self.arrived.notify_all()


class MemorySink:
    """Writes to the bus."""

    def __init__(self, bus: InMemoryBus) -> None:
        self._bus = bus

    async def start(self) -> None:
        """Nothing to connect."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Append at once."""
        too_large = [i for i, message in enumerate(messages) if len(message.value) > _MAX_MESSAGE_BYTES]
        if too_large:
            raise MessageTooLargeError(too_large)
        await self._bus.append(messages)

    async def close(self) -> None:
        """Nothing to disconnect."""


class MemorySource:
    """Reads all partitions of its topics from the group's offsets on."""

    def __init__(self, bus: InMemoryBus, group: str, topics: Sequence[str]) -> None:
        self._bus = bus
        self._group = group
        self._partitions = [Partition(topic, number) for topic in topics for number in range(PARTITIONS)]
        self._positions: dict[Partition, int] = {}

    async def start(self) -> None:
        """Join; a group in memory has one member."""
        if self._group in self._bus.members:
            raise BrokerError(f"group {self._group} has its member")
        self._bus.members.add(self._group)
        self._positions = {partition: self._bus.offsets[self._group, partition] for partition in self._partitions}

    async def poll(self, max_records: int, seconds: float) -> list[Record]:
        """The next records, waiting for some."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._bus.arrived:
                await self._bus.arrived.wait_for(lambda: sum(self.lag().values()) > 0)
        records: list[Record] = []
        for partition, position in self._positions.items():
            records += self._bus.logs[partition][position : position + max_records - len(records)]
        self._positions |= {Partition(record.topic, record.partition): record.offset + 1 for record in records}
        return records

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Keep the offsets in the bus."""
        self._bus.offsets.update({(self._group, partition): offset for partition, offset in offsets.items()})

    def lag(self) -> dict[str, int]:
        """Records not yet read, by topic."""
        lag: dict[str, int] = defaultdict(int)
        for partition, position in self._positions.items():
            lag[partition.topic] += len(self._bus.logs[partition]) - position
        return lag

    async def close(self) -> None:
        """Leave."""
        self._bus.members.discard(self._group)
