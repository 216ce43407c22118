"""The AsyncAPI 3.1 document: every topic, every message, generated from the catalogue and the models.

Seen from the cabinet: it receives what the supplier's systems write, and sends the rest.
"""

from typing import Any, Final

from events.contracts.json_schemas import schema_of
from events.contracts.samples import sample_of
from events.envelope import Event
from events.outbox import MAX_PAYLOAD_BYTES
from events.topics import CATALOGUE, Topic

Document = dict[str, Any]

READERS: Final = {
    "supplier.registry.v1": "contracts",
    "supplier.billing.v1": "billing",
    "supplier.readings.v1": "metering",
}
"""Who reads the supplier's topics, and so parks what can not be handled."""

_DAY_MS: Final = 86_400_000
_ABOUT: Final = (
    "Events of the personal account of an electricity supplier's business customers, over Kafka: CloudEvents 1.0 in "
    "binary mode, the envelope in headers, the body as JSON. Order is kept per key. A record may come again with the "
    "same ce_id. Decimals are text, instants are UTC. Unknown headers are ignored; ce_dataversion absent means 1."
)
_OWN: Final = (
    "Delivered at least once: a reader remembers ce_id. Unknown fields and unknown types are to be ignored: new ones "
    "are added, what is there is never changed or removed."
)
_BAD: Final = (
    "A message that can not be read or handled (no ce_id, unknown type or field, sums that do not add up, unknown "
    "contract) is never lost and stops no other contract: it is parked under its key in the database of {reader} with "
    "its reason, later messages of that key wait behind it in order. Operators see it at /ops and at GET "
    "/api/{reader}/v1/ops/parked, and retry it in order or drop it with a reason."
)
_HEADERS: Final[dict[str, tuple[str, str]]] = {
    "ce_specversion": ("1.0", "CloudEvents version"),
    "ce_id": ("", "unique per event; the same id is the same event. Absent: the record is parked"),
    "ce_type": ("", "name of the event"),
    "ce_source": ("", "who says so"),
    "ce_time": ("", "when it happened, RFC 3339"),
    "ce_subject": ("", "the key"),
    "ce_dataversion": ("", "version of the body's schema; absent = 1"),
    "ce_correlationid": ("", "the event or request that all this began with"),
    "ce_causationid": ("", "the event that this answers"),
    "ce_sequence": ("", "grows with every event of the same key"),
    "traceparent": ("", "W3C trace context"),
    "content-type": ("", "application/json"),
}
_REQUIRED_HEADERS: Final = ["ce_specversion", "ce_id", "ce_type", "ce_source"]


def asyncapi() -> Document:
    """The whole document; the same models give the same document."""
    schemas: Document = {}
    messages = {event.type_name(): _message(event, schemas) for event in CATALOGUE.events}
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "Events of the personal account", "version": "1.0.0", "description": _ABOUT},
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {topic.name: _channel(topic) for topic in CATALOGUE.topics.values()},
        "operations": {_operation_name(topic): _operation(topic) for topic in CATALOGUE.topics.values()},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "messages": messages,
            "securitySchemes": {"scram": {"type": "scramSha512", "description": "one user per system, with ACLs"}},
        },
    }


def promise_of(topic: Topic) -> str:
    """What writers and readers of the topic may rely on, in a few sentences."""
    return _BAD.format(reader=READERS[topic.name]) if topic.external else _OWN


def largest_of(topic: Topic) -> int:
    """The most bytes that a record of the topic may have."""
    return 1_000_000 if topic.external else MAX_PAYLOAD_BYTES


def _server() -> Document:
    return {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "SASL in a cluster; the local run asks nobody who he is.",
        "variables": {"bootstrap": {"default": "127.0.0.1:9092", "description": "KAFKA_BOOTSTRAP_SERVERS"}},
        "security": [{"$ref": "#/components/securitySchemes/scram"}],
    }


def _channel(topic: Topic) -> Document:
    kept: Document = {"cleanup.policy": [topic.cleanup_policy]}
    kept["retention.ms"] = -1 if topic.retention_days is None else topic.retention_days * _DAY_MS
    kept["max.message.bytes"] = 1_000_000
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"Written by {topic.publisher}; key = {topic.key}. {promise_of(topic)}",
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {one.type_name(): {"$ref": f"#/components/messages/{one.type_name()}"} for one in topic.events},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": kept,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation_name(topic: Topic) -> str:
    return f"{'receive' if topic.external else 'send'}-{topic.name}"


def _operation(topic: Topic) -> Document:
    channel = f"#/channels/{topic.name}"
    return {
        "action": "receive" if topic.external else "send",
        "channel": {"$ref": channel},
        "summary": f"{READERS[topic.name]} reads it" if topic.external else f"{topic.publisher} tells it",
        "messages": [{"$ref": f"{channel}/messages/{one.type_name()}"} for one in topic.events],
    }


def _message(event: type[Event], schemas: Document) -> Document:
    sample = sample_of(event)
    schema = schema_of(event)
    return {
        "name": event.type_name(),
        "title": f"{event.type_name()}, version {event.version}",
        "summary": " ".join(schema["description"].split()),
        "contentType": "application/json",
        "headers": _headers(event),
        "payload": _payload(schema, event.type_name(), schemas),
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": CATALOGUE.topic_of(event).key},
                "bindingVersion": "0.5.0",
            }
        },
        "examples": [
            {
                "name": "golden",
                "summary": f"key {sample['key']}",
                "headers": sample["headers"],
                "payload": sample["body"],
            }
        ],
    }


def _headers(event: type[Event]) -> Document:
    known = {"ce_specversion": "1.0", "ce_type": event.type_name(), "ce_dataversion": str(event.version)}
    properties = {
        name: {"type": "string", "description": said} | ({"const": known[name]} if name in known else {})
        for name, (_, said) in _HEADERS.items()
    }
    return {"type": "object", "required": _REQUIRED_HEADERS, "properties": properties}


def _payload(schema: Document, name: str, schemas: Document) -> Document:
    """The body's schema; nested ones move to the document's components, under their name when that is free."""
    places = {inner: _place(inner, value, name, schemas) for inner, value in schema["$defs"].items()}
    for inner, place in places.items():
        schemas[place] = _pointing(schema["$defs"][inner], places)
    body = {key: value for key, value in schema.items() if key not in {"$schema", "$defs", "title"}}
    moved: Document = _pointing(body, places)
    return moved


def _place(inner: str, value: Document, name: str, schemas: Document) -> str:
    taken = schemas.get(inner)
    if taken is None or taken == _pointing(value, {}):
        return inner
    return f"{name}.{inner}"


def _pointing(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _target(child, places) if key == "$ref" else _pointing(child, places) for key, child in value.items()
        }
    return [_pointing(child, places) for child in value] if isinstance(value, list) else value


def _target(reference: str, places: dict[str, str]) -> str:
    inner = reference.rpartition("/")[2]
    return f"#/components/schemas/{places.get(inner, inner)}"
