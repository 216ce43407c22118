"""Would a change of a schema break somebody? Found by comparing it with the committed one, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from events.contracts.json_schemas import alternatives

Schema = dict[str, Any]

_UPPER: Final = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
_LOWER: Final = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")

_LIMITS: Final = (*_UPPER, *_LOWER, "pattern")


@dataclass(frozen=True)
class Field:
    """What is promised of one field: its kinds ("string:uuid", "null"), its values if they are listed, its limits."""

    kinds: frozenset[str]
    values: frozenset[str] | None
    required: bool
    limits: dict[str, Any]


def fields(root: Schema) -> dict[str, Field]:
    """Every field of a schema by its path: `party.inn`, `delivery_points[].meters[].zones[]`, `values{}`."""
    return dict(_walk(root, root, ""))


def _walk(schema: Schema, root: Schema, path: str) -> Iterator[tuple[str, Field]]:
    for option in alternatives(schema, root):
        for name, child in option.get("properties", {}).items():
            inner = f"{path}.{name}".lstrip(".")
            yield inner, _field(child, root, required=name in option.get("required", ()))
            yield from _walk(child, root, inner)
        for keyword, mark in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(child := option.get(keyword), dict):
                yield f"{path}{mark}", _field(child, root, required=True)
                yield from _walk(child, root, f"{path}{mark}")


def _field(schema: Schema, root: Schema, *, required: bool) -> Field:
    options = alternatives(schema, root)
    values = [
        str(value) for option in options for value in option.get("enum", [option["const"]] if "const" in option else [])
    ]
    limits: dict[str, Any] = {key: option[key] for option in options for key in _LIMITS if key in option}
    return Field(frozenset(map(_kind, options)), frozenset(values) or None, required, limits)


def _kind(option: Schema) -> str:
    return ":".join(filter(None, (option.get("type", "any"), option.get("format"))))


def breaks(old: Schema, new: Schema, *, external: bool) -> list[str]:
    """What the change from `old` to `new` would break, one sentence each.

    What was written under the old schema must stay readable: topics keep it, some for ever. Of our own events, an older
    reader must also understand what is written under the new one; the supplier's (`external`) nobody but us reads.
    """
    before, after = fields(old), fields(new)
    found = [f"{path}: was removed or renamed" for path in before.keys() - after.keys()]
    found += [f"{path}: is new and required" for path in after.keys() - before.keys() if _demanded(path, after, before)]
    for path in before.keys() & after.keys():
        found += [f"{path}: {problem}" for problem in _field_breaks(before[path], after[path], external=external)]
    return sorted(found)


def _demanded(path: str, after: dict[str, Field], before: dict[str, Field]) -> bool:
    """A required field inside a new optional one demands nothing of what was written before."""
    parent = path.rpartition(".")[0].rstrip("[]{}")
    return after[path].required and (not parent or parent in before) and path[-1] not in "]}"


def _field_breaks(old: Field, new: Field, *, external: bool) -> Iterator[str]:
    if old.kinds - new.kinds:
        yield f"was {_listed(old.kinds)}, is {_listed(new.kinds)}"
    elif new.kinds - old.kinds and not external:
        yield f"may also be {_listed(new.kinds - old.kinds)}: older readers refuse it"
    if new.required and not old.required:
        yield "has become required"
    if new.values is not None and (lost := (old.values or frozenset({"anything"})) - new.values):
        yield f"may no longer be {_listed(lost)}"
    if old.values is not None and not external and (gained := (new.values or frozenset({"anything"})) - old.values):
        yield f"may also be {_listed(gained)}: older readers refuse it"
    yield from _narrowed(old.limits, new.limits)


def _narrowed(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for key, limit in new.items():
        tighter = (
            key not in old
            or (key in _UPPER and limit < old[key])
            or (key in _LOWER and limit > old[key])
            or (key == "pattern" and limit != old[key])
        )
        if tighter:
            yield f"{key} is now {limit}"


def _listed(values: frozenset[str]) -> str:
    return " or ".join(sorted(values))
