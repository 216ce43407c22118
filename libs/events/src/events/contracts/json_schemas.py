"""The JSON Schema of an event's body."""

from typing import Any

from events.envelope import ENVELOPE, Event
from events.topics import CATALOGUE


def schema_of(event: type[Event]) -> dict[str, Any]:
    """What the body of this event looks like: what we write, and what the supplier may write. Readers of our own
    topics ignore unknown fields; the supplier's messages must not have any."""
    closed = CATALOGUE.topic_of(event).external
    schema = event.model_json_schema(mode="validation" if closed else "serialization")
    properties = {name: value for name, value in schema["properties"].items() if name not in ENVELOPE}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{event.type_name()}.v{event.version}",
        "description": schema.get("description", ""),
        "type": "object",
        "properties": properties,
        "required": sorted(set(schema.get("required", ())) - ENVELOPE),
        "additionalProperties": not closed,
        "$defs": {name: value | _openness(value, closed=closed) for name, value in schema.get("$defs", {}).items()},
    }


def _openness(definition: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    return {"additionalProperties": not closed} if definition.get("type") == "object" else {}


def resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """The schema that a `$ref` of `root` stands for."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def alternatives(schema: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas of which a value meets one, references resolved."""
    schema = resolve(schema, root)
    options = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return [resolve(option, root) for option in options]
