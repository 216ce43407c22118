"""Listening to Kafka, and speaking to it as the supplier's systems do."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from stack.waiting import eventually

_TIMEOUT = 10
OURS = (
    "identity.users.v1",
    "contracts.bindings.v1",
    "contracts.registry.v1",
    "notifier.deliveries.v1",
)


@dataclass(frozen=True)
class Record:
    """A record as it stands in the topic."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: dict[str, str]

    @property
    def type(self) -> str | None:
        """`ce_type`."""
        return self.headers.get("ce_type")

    @property
    def body(self) -> dict[str, Any]:
        """The event's fields."""
        fields: dict[str, Any] = json.loads(self.value)
        return fields


class Tap:
    """Everything that came to these topics since the tap was opened (or ever)."""

    def __init__(self, bootstrap: str, *topics: str, from_the_beginning: bool = False) -> None:
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": f"tap-{uuid4()}", "enable.auto.commit": False}
        )
        self._seen: list[Record] = []
        places = [place for topic in topics or OURS for place in self._partitions(topic)]
        self._consumer.assign([self._start(place, from_the_beginning) for place in places])
        self._places = places

    def __enter__(self) -> "Tap":
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def records(self) -> list[Record]:
        """What has come so far."""
        while batch := self._consumer.consume(500, 0.1):
            for message in batch:
                if message.error():
                    raise KafkaException(message.error())
                self._seen.append(_record(message))
        return self._seen

    def all(self) -> list[Record]:
        """Everything that stands in the topics now."""
        ends = {(p.topic, p.partition): self._consumer.get_watermark_offsets(p, _TIMEOUT)[1] for p in self._places}

        def reached() -> bool:
            self.records()
            at = {(p.topic, p.partition): p.offset for p in self._consumer.position(self._places)}
            return all(at[place] >= end or end == 0 for place, end in ends.items())

        eventually(reached, what="the end of the topics")
        return self._seen

    def wait(self, type_: str, **fields: Any) -> Record:
        """The first event of this type whose body has these values."""

        def came() -> Record | None:
            for record in self.records():
                if record.type == type_ and fields.items() <= record.body.items():
                    return record
            return None

        found = eventually(came, what=f"{type_} with {fields}")
        assert found is not None
        return found

    def _partitions(self, topic: str) -> list[TopicPartition]:
        described = self._consumer.list_topics(topic, timeout=_TIMEOUT).topics[topic]
        return [TopicPartition(topic, partition) for partition in described.partitions]

    def _start(self, place: TopicPartition, from_the_beginning: bool) -> TopicPartition:
        first, end = self._consumer.get_watermark_offsets(place, _TIMEOUT)
        place.offset = first if from_the_beginning else end
        return place


def send(bootstrap: str, topic: str, key: str, value: bytes, **headers: str) -> None:
    """One record, acknowledged by the broker; CloudEvents headers that are not given are added."""
    usual = {"ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_source": "supplier"}
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all"})
    producer.produce(topic, key=key, value=value, headers=list({**usual, **headers}.items()))
    assert producer.flush(_TIMEOUT) == 0


def _record(message: Any) -> Record:
    headers = {name: value.decode(errors="replace") for name, value in message.headers() or [] if value is not None}
    key = (message.key() or b"").decode(errors="replace")
    return Record(message.topic(), message.partition(), message.offset(), key, message.value() or b"", headers)
