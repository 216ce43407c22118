"""Event <-> Kafka record, as CloudEvents 1.0 in binary mode with a JSON value.

Attributes of the envelope are headers, so routing never parses the body. Unknown headers are ignored; an absent
`ce_dataversion` means 1.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from events.context import current_cause
from events.envelope import ENVELOPE, Event
from events.topics import CATALOGUE, Catalogue
from events.tracing import child_traceparent, current_traceparent

Headers = Sequence[tuple[str, bytes | None]]
"""A header without a value is legal in Kafka; we write none."""

SEQUENCE: Final = "ce_sequence"
"""Set by the relay: a number that grows with every event of the same key."""


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


def encode(event: Event, catalogue: Catalogue = CATALOGUE) -> Encoded:
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
    cause = current_cause.get()
    if correlation := event.correlation_id or (cause and cause.correlation_id):
        headers["ce_correlationid"] = str(correlation)
    if causation := event.causation_id or (cause and cause.id):
        headers["ce_causationid"] = str(causation)
    return Encoded(topic.name, event.key, headers, event.model_dump_json().encode())


def dump_headers(headers: Mapping[str, str]) -> str:
    """Headers as the outbox keeps them."""
    return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))


def load_headers(text: str) -> list[tuple[str, bytes | None]]:
    """Headers as the broker takes them."""
    return [(name, value.encode()) for name, value in from_json(text).items()]


def header_texts(record: Record) -> dict[str, str]:
    """The headers by name, the first of each; what is not UTF-8 reads as replacement characters."""
    return {name: value.decode(errors="replace") for name, value in reversed(record.headers) if value is not None}


def decode(record: Record, catalogue: Catalogue = CATALOGUE) -> Event:
    """The event in a record. Raises UndecodableError or UnknownTypeError.

    Readers of our own topics ignore unknown fields, so that they outlive an additive change; readers of the supplier's
    refuse them.
    """
    headers = header_texts(record)
    event_id = _event_id(headers, record.topic)
    event_class = _event_class(headers, record.topic, catalogue)
    external = catalogue.topics[record.topic].external
    try:
        event = event_class.model_validate_json(record.value or b"", extra="forbid" if external else "ignore")
        envelope = _envelope(headers, record, event_id)
    except ValueError as error:
        raise UndecodableError(_describe(error)) from error
    if smuggled := event.model_fields_set & ENVELOPE:
        raise UndecodableError(f"fields of the envelope in the body: {', '.join(sorted(smuggled))}")
    # The model is frozen for its users; its envelope is filled in here, once.
    event.__dict__.update(envelope)
    return event


def _event_id(headers: Mapping[str, str], topic: str) -> UUID:
    """A `ce_id` that is no UUID is hashed with its source: together they are unique (CloudEvents 1.0, "id")."""
    text = headers.get("ce_id")
    if not text:
        raise UndecodableError("ce_id is missing")
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"{headers.get('ce_source', topic)}#{text}")


def _event_class(headers: Mapping[str, str], topic: str, catalogue: Catalogue) -> type[Event]:
    type_name, version = headers.get("ce_type"), headers.get("ce_dataversion", "1")
    if not type_name:
        raise UndecodableError("ce_type is missing")
    if not (version.isascii() and version.isdigit()):
        raise UndecodableError("ce_dataversion is not a number")
    event_class = catalogue.find(topic, type_name, int(version[:9]))
    if event_class is None:
        raise UnknownTypeError(f"unknown type {type_name[:100]}, version {version[:9]}")
    return event_class


_datetime: Final = TypeAdapter(datetime)


def _envelope(headers: Mapping[str, str], record: Record, event_id: UUID) -> dict[str, Any]:
    time = headers.get("ce_time")
    return {
        "id": event_id,
        "occurred_at": _instant(time) if time else datetime.fromtimestamp(record.timestamp / 1000, UTC),
        "correlation_id": _optional_uuid(headers.get("ce_correlationid")),
        "causation_id": _optional_uuid(headers.get("ce_causationid")),
        "sequence": int(headers[SEQUENCE]) if headers.get(SEQUENCE, "").isdigit() else None,
        "traceparent": headers.get("traceparent"),
    }


def _instant(text: str) -> datetime:
    instant = _datetime.validate_strings(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _optional_uuid(text: str | None) -> UUID | None:
    """A correlation that is no UUID is of no use to us, and no reason to refuse the event."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _describe(error: ValueError) -> str:
    """What is wrong, without the values: they may be personal data."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, p['loc'])) or 'body'}: {p['msg']}" for p in problems[:10])
