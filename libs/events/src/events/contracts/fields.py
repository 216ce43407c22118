"""The fields of an event as people read them: a path, the kinds of its value, whether it may be left out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from events.contracts.json_schemas import alternatives


class Field(NamedTuple):
    """One field; `kinds` are words, or the values themselves where only those are allowed."""

    path: str
    kinds: str
    optional: bool


def fields_of(schema: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[Field]:
    """Depth first, `a.b` inside an object, `a[].b` inside a list."""
    for name, child in schema.get("properties", {}).items():
        inner = f"{path}{name}"
        yield Field(inner, " or ".join(_kinds(child, root)), name not in schema.get("required", ()))
        for option in alternatives(child, root):
            items = [option] if option.get("type") == "object" else []
            if isinstance(option.get("items"), dict):
                items = alternatives(option["items"], root)
                inner = f"{path}{name}[]"
            for item in items:
                yield from fields_of(item, root, f"{inner}.")


def _kinds(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    for option in alternatives(schema, root):
        if "enum" in option or "const" in option:
            yield ", ".join(f"`{value}`" for value in option.get("enum", [option.get("const")]))
        elif option.get("type") == "array":
            yield f"list of {' or '.join(_kinds(option['items'], root))}"
        elif isinstance(option.get("additionalProperties"), dict):
            yield f"map to {' or '.join(_kinds(option['additionalProperties'], root))}"
        else:
            yield str(option.get("format") or option.get("type", "any"))
