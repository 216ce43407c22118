"""Listening to Kafka, and speaking to it as the supplier's systems do."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from stack.waiting import eventually

_TIMEOUT = 10
_sign_in: dict[str, str] = {}  # what a broker that asks who we are is told
OURS = (
    "identity.users.v1",
    "contracts.bindings.v1",
    "contracts.registry.v1",
    "notifier.deliveries.v1",
)


def sign_in(client: Mapping[str, str]) -> None:
    """Use these settings of Kafka's client from now on: stack.json's `kafka_client`, where it has one."""
    _sign_in.update(client)


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
        options = {
            "bootstrap.servers": bootstrap,
            "group.id": f"tap-{uuid4()}",
            "enable.auto.commit": False,
            **_sign_in,
        }
        self._asking = Consumer(options)  # offsets are told slowly by a consumer that fetches
        self._reading = Consumer(options)
        self._seen: list[Record] = []
        self._places = [place for topic in topics or OURS for place in self._partitions(topic)]
        starts = [self._offsets(place)[0 if from_the_beginning else 1] for place in self._places]
        self._before = sum(starts)
        self._reading.assign(
            [TopicPartition(p.topic, p.partition, at) for p, at in zip(self._places, starts, strict=True)]
        )

    def __enter__(self) -> "Tap":
        return self

    def __exit__(self, *_: object) -> None:
        self._asking.close()
        self._reading.close()

    def records(self) -> list[Record]:
        """What has come so far."""
        while batch := self._reading.consume(500, 0.1):
            for message in batch:
                if message.error():
                    raise KafkaException(message.error())
                self._seen.append(_record(message))
        return self._seen

    def all(self) -> list[Record]:
        """What has come, to the very last record that stands in the topics now."""
        expected = sum(end for _, end in map(self._offsets, self._places)) - self._before
        eventually(lambda: len(self.records()) >= expected, what="the end of the topics")
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
        described = self._asking.list_topics(topic, timeout=_TIMEOUT).topics[topic]
        return [TopicPartition(topic, partition) for partition in described.partitions]

    def _offsets(self, place: TopicPartition) -> tuple[int, int]:
        first, end = self._asking.get_watermark_offsets(place, _TIMEOUT)
        return first, end


def send(bootstrap: str, topic: str, key: str, value: bytes, **headers: str | None) -> None:
    """One record, acknowledged by the broker; CloudEvents headers that are not given are added, None leaves one out."""
    usual = {"ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_source": "supplier"}
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", **_sign_in})
    given: dict[str, str | bytes | None] = {k: v for k, v in {**usual, **headers}.items() if v is not None}
    producer.produce(topic, key=key, value=value, headers=given)
    assert producer.flush(_TIMEOUT) == 0


def send_all(bootstrap: str, topic: str, records: Iterable[tuple[str, bytes]], **headers: str) -> None:
    """Many records, each acknowledged in the end, whatever becomes of the broker meanwhile."""
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, **_sign_in})
    for key, value in records:
        usual = {"ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_source": "supplier"}
        given: dict[str, str | bytes | None] = {**usual, **headers}
        while True:
            try:
                producer.produce(topic, key=key, value=value, headers=given)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    assert producer.flush(6 * _TIMEOUT) == 0


def _record(message: Any) -> Record:
    headers = {name: value.decode(errors="replace") for name, value in message.headers() or [] if value is not None}
    key = (message.key() or b"").decode(errors="replace")
    return Record(message.topic(), message.partition(), message.offset(), key, message.value() or b"", headers)
