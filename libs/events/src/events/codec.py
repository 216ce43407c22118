"""Event <-> Kafka record, as CloudEvents 1.0 in binary mode with a JSON value.

Attributes of the envelope are headers, so routing never parses the body. Unknown headers are ignored; an absent
`ce_dataversion` means 1.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import TypeAdapter, ValidationError

from events.envelope import Event
from events.topics import CATALOGUE, Catalogue
from events.tracing import child_traceparent, current_traceparent

Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Record:
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


@dataclass(frozen=True, slots=True)
class Cause:
    """The event whose handler is running: what it publishes points back at it."""

    id: UUID
    correlation_id: UUID = field()


_datetime = TypeAdapter(datetime)


def encode(event: Event, cause: Cause | None = None, catalogue: Catalogue = CATALOGUE) -> Encoded:
    """The event with its headers; correlation, causation and trace come from the work in hand."""
    topic = catalogue.topic_of(type(event))
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(event.id),
        "ce_type": event.type_name(),
        "ce_source": f"cabinet/{topic.publisher}",
        "ce_time": event.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce_subject": event.key,
        "ce_dataversion": str(event.version),
        "content-type": "application/json",
        "traceparent": child_traceparent(current_traceparent.get()),
    }
    correlation = event.correlation_id or (cause.correlation_id if cause else None)
    causation = event.causation_id or (cause.id if cause else None)
    if correlation:
        headers["ce_correlationid"] = str(correlation)
    if causation:
        headers["ce_causationid"] = str(causation)
    return Encoded(topic.name, event.key, headers, event.model_dump_json().encode())


def dump_headers(headers: Mapping[str, str]) -> str:
    """Headers as the outbox keeps them."""
    return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))


def load_headers(text: str) -> list[tuple[str, bytes]]:
    """Headers as the broker takes them."""
    return [(name, value.encode()) for name, value in json.loads(text).items()]


def header(record: Record, name: str) -> str | None:
    """A header's text; None when it is absent or not UTF-8."""
    for key, value in record.headers:
        if key == name:
            try:
                return value.decode() if value is not None else None
            except UnicodeDecodeError:
                return None
    return None


def event_id_of(record: Record) -> UUID:
    """The identity of a record. A `ce_id` that is no UUID is hashed with its source: together they are unique."""
    text = header(record, "ce_id")
    if not text:
        raise UndecodableError("ce_id is missing")
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"{header(record, 'ce_source') or record.topic}#{text}")


def decode(record: Record, catalogue: Catalogue = CATALOGUE) -> Event:
    """The event in a record. Raises UndecodableError or UnknownTypeError.

    Readers of our own topics ignore unknown fields, so that they outlive an additive change; readers of the supplier's
    refuse them.
    """
    event_id = event_id_of(record)
    cls = _class_of(record, catalogue)
    external = catalogue.topics[record.topic].external
    try:
        event = cls.model_validate_json(record.value or b"", extra="forbid" if external else "ignore")
        envelope = _envelope(record, event_id)
    except (ValidationError, ValueError) as error:
        raise UndecodableError(_describe(error)) from error
    # The model is frozen for its users; its envelope is filled in here, once, from the headers.
    event.__dict__.update(envelope)
    return event


def _class_of(record: Record, catalogue: Catalogue) -> type[Event]:
    type_name = header(record, "ce_type")
    if not type_name:
        raise UndecodableError("ce_type is missing")
    version = header(record, "ce_dataversion") or "1"
    if not version.isdecimal():
        raise UndecodableError("ce_dataversion is not a number")
    cls = catalogue.find(record.topic, type_name, int(version))
    if cls is None:
        raise UnknownTypeError(f"{type_name} version {version}")
    return cls


def _envelope(record: Record, event_id: UUID) -> dict[str, Any]:
    time = header(record, "ce_time")
    correlation, causation = header(record, "ce_correlationid"), header(record, "ce_causationid")
    return {
        "id": event_id,
        "occurred_at": _datetime.validate_strings(time)
        if time
        else datetime.fromtimestamp(record.timestamp / 1000, UTC),
        "correlation_id": UUID(correlation) if correlation else None,
        "causation_id": UUID(causation) if causation else None,
    }


def _describe(error: Exception) -> str:
    """What is wrong, without the values: they may be personal data."""
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['type']}" for item in error.errors(include_input=False)
        )
    return type(error).__name__
