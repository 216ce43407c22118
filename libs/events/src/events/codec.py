"""Event <-> Kafka record, as CloudEvents 1.0 in binary mode with a JSON value.

Attributes of the envelope are headers, so routing never parses the body. Unknown headers are ignored; an absent
`ce_dataversion` means 1.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from events.context import current_cause
from events.envelope import ENVELOPE, Event
from events.topics import CATALOGUE, Catalogue
from events.tracing import child_traceparent, current_traceparent, is_traced, tell_span

Headers = Sequence[tuple[str, bytes | None]]
"""A header without a value is legal in Kafka; we write none."""

SEQUENCE: Final = "ce_sequence"
"""Set by the relay: a number that grows with every event of the same key."""


class Record(NamedTuple):
    """A record as it lies in a topic. `timestamp` is the broker's, in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    timestamp: int = 0


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready for the outbox."""

    topic: str
    key: str
    headers: dict[str, str]
    value: bytes


class UndecodableError(Exception):
    """The record can not be read as the event it claims to be."""


class UnknownTypeError(Exception):
    """No class of ours reads this type and version on this topic."""


def encode(event: Event, catalogue: Catalogue = CATALOGUE) -> Encoded:
    """The event with its headers; correlation, causation and trace come from the work in hand."""
    topic = catalogue.topic_of(type(event))
    traceparent = _traceparent(event)
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(event.id),
        "ce_type": event.type_name(),
        "ce_source": f"cabinet/{event.teller or topic.publisher}",
        "ce_time": _instant(event.occurred_at),
        "ce_subject": event.key,
        "ce_dataversion": str(event.version),
        "content-type": "application/json",
        "traceparent": traceparent,
    }
    cause = current_cause.get()
    if correlation := event.correlation_id or (cause and cause.correlation_id):
        headers["ce_correlationid"] = str(correlation)
    if causation := event.causation_id or (cause and cause.id):
        headers["ce_causationid"] = str(causation)
    return Encoded(topic.name, event.key, headers, event.model_dump_json().encode())


def _traceparent(event: Event) -> str:
    """The trace context that travels with the event: the span of its being published."""
    parent = current_traceparent.get()
    traceparent = child_traceparent(parent)
    if is_traced():
        name = f"publish {event.type_name()}"
        tell_span(name, "producer", traceparent, parent=parent, begun=time.time_ns(), event=str(event.id))
    return traceparent


def _instant(moment: datetime) -> str:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()[:-6] + "Z"


def dump_headers(headers: Mapping[str, str]) -> str:
    """Headers as the outbox keeps them."""
    return to_json(headers).decode()


def load_headers(text: str) -> list[tuple[str, bytes | None]]:
    """Headers as the broker takes them."""
    return [(name, value.encode()) for name, value in from_json(text).items()]


def header_text(headers: Mapping[str, bytes | None], name: str) -> str | None:
    """A header as text; what is not UTF-8 reads as replacement characters."""
    value = headers.get(name)
    return value.decode(errors="replace") if value is not None else None


def decode(record: Record, catalogue: Catalogue = CATALOGUE) -> Event:
    """The event in a record. Raises UndecodableError or UnknownTypeError.

    Readers of our own topics ignore unknown fields, so that they outlive an additive change; readers of the supplier's
    refuse them.
    """
    headers = dict(record.headers)
    envelope = _envelope(headers, record)
    event_class = _event_class(record.topic, headers.get("ce_type"), headers.get("ce_dataversion"), catalogue)
    try:
        body = from_json(record.value or b"")
    except ValueError as error:
        raise UndecodableError("body: not JSON") from error
    if not isinstance(body, dict) or not ENVELOPE.isdisjoint(body):
        raise UndecodableError("body: not an object, or one with fields of the envelope")
    external = catalogue.topics[record.topic].external
    body.update(envelope)
    try:
        return event_class.model_validate(body, extra="forbid" if external else "ignore")
    except ValidationError as error:
        raise UndecodableError(_describe(error)) from error


def _event_id(headers: Mapping[str, bytes | None], topic: str) -> UUID:
    """A `ce_id` that is no UUID is hashed with its source: together they are unique (CloudEvents 1.0, "id")."""
    text = header_text(headers, "ce_id")
    if not text:
        raise UndecodableError("ce_id is missing")
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"{header_text(headers, 'ce_source') or topic}#{text}")


@lru_cache(maxsize=1024)
def _event_class(topic: str, type_name: bytes | None, version: bytes | None, catalogue: Catalogue) -> type[Event]:
    if not type_name:
        raise UndecodableError("ce_type is missing")
    if not (version or b"1").isdigit():
        raise UndecodableError("ce_dataversion is not a number")
    name, number = type_name.decode(errors="replace"), int((version or b"1")[:9])
    event_class = catalogue.find(topic, name, number)
    if event_class is None:
        raise UnknownTypeError(f"unknown type {name[:100]}, version {number}")
    return event_class


def _envelope(headers: Mapping[str, bytes | None], record: Record) -> dict[str, Any]:
    """The fields that come from headers, validated together with the body."""
    sequence = headers.get(SEQUENCE) or b""
    return {
        "id": _event_id(headers, record.topic),
        "occurred_at": headers.get("ce_time") or datetime.fromtimestamp(record.timestamp / 1000, UTC),
        "correlation_id": _optional_uuid(headers.get("ce_correlationid")),
        "causation_id": _optional_uuid(headers.get("ce_causationid")),
        "sequence": int(sequence) if sequence.isdigit() else None,
        "traceparent": header_text(headers, "traceparent"),
    }


def _optional_uuid(value: bytes | None) -> UUID | None:
    """A correlation that is no UUID is of no use to us, and no reason to refuse the event."""
    if value is None:
        return None
    try:
        return UUID(value.decode(errors="replace"))
    except ValueError:
        return None


def _describe(error: ValidationError) -> str:
    """What is wrong, without the values: they may be personal data."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, p['loc'])) or 'body'}: {p['msg']}" for p in problems[:10])
