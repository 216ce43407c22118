"""What the two loops need of a broker: Kafka in life (`kafka.py`), memory in tests (`testing.py`)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from events.codec import Headers, Record


class Partition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    number: int


class Message(NamedTuple):
    """What is sent. The partition follows from the key."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


def next_offsets(records: Sequence[Record]) -> dict[Partition, int]:
    """Where to go on: after the last record of each partition."""
    last = {(record.topic, record.partition): record.offset for record in records}
    return {Partition(*partition): offset + 1 for partition, offset in last.items()}


class BrokerError(Exception):
    """The broker is away, slow or refuses: an infrastructure error."""


class MessageTooLargeError(BrokerError):
    """The broker will never take the messages at these indexes of what was sent."""

    def __init__(self, indexes: Sequence[int]) -> None:
        super().__init__(f"{len(indexes)} messages are too large")
        self.indexes = indexes


class Sink(Protocol):
    """The way into the broker. After any error it is closed and never used again."""

    async def start(self) -> None:
        """Connect. Raises BrokerError."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Write the messages in their order per key and return when all are acknowledged.

        Raises MessageTooLargeError before anything is sent when a message can be seen to be too large, and
        BrokerError when any message was not acknowledged: which ones is then unknown.
        """

    async def close(self) -> None:
        """Disconnect within a few seconds, whatever state the broker is in; nothing is written after it."""


class Source(Protocol):
    """One member of a consumer group."""

    async def start(self) -> None:
        """Join the group. Raises BrokerError."""

    async def poll(self, max_records: int, seconds: float) -> list[Record]:
        """The next records, in order per partition; empty after `seconds`. They are in hand until they are
        committed: their partitions are not given to another member before, if that can be helped.
        Raises BrokerError."""

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Make `offsets` the next to read after a restart. A partition that went to another member is left alone:
        its records come again there. Raises BrokerError."""

    def lag(self) -> Mapping[str, int]:
        """Records not yet read, by topic, of the partitions held now."""

    async def close(self) -> None:
        """Leave the group within a few seconds."""


class Broker(Protocol):
    """Makes sinks and sources."""

    def sink(self) -> Sink:
        """A new sink, not started."""

    def source(self, group: str, topics: Sequence[str]) -> Source:
        """A new member of the group, not started."""
