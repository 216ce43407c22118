"""Where the contracts lie, and whether they are what the models say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from events.contracts.asyncapi import asyncapi
from events.contracts.compatibility import breaks
from events.contracts.json_schemas import schema_of
from events.contracts.page import page
from events.contracts.reference import reference
from events.contracts.samples import sample_of
from events.envelope import Event
from events.topics import CATALOGUE


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice: anchors are harder to read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def contracts_directory(root: Path) -> Path:
    """Schemas and samples, which are never deleted."""
    return root / "libs" / "events" / "contracts"


def _schema_file(root: Path, event: type[Event]) -> Path:
    return contracts_directory(root) / f"{event.type_name()}.v{event.version}.schema.json"


def _sample_file(root: Path, event: type[Event]) -> Path:
    return contracts_directory(root) / f"{event.type_name()}.v{event.version}.sample.json"


def _reference_file(root: Path) -> Path:
    return root / "docs" / "events.md"


def _served(root: Path, name: str) -> Path:
    """Under `/api/docs/` of the web process."""
    return root / "web" / "pages" / "api" / "docs" / name


def dump(value: Any) -> str:
    """JSON as it is committed."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def broken(root: Path) -> list[str]:
    """What the models of today would break for readers and records of the committed schemas."""
    return [
        f"{event.type_name()}.v{event.version}: {problem}. A breaking change is a new class with a higher version"
        for event in CATALOGUE.events
        if (committed := _read(_schema_file(root, event)))
        for problem in breaks(json.loads(committed), schema_of(event), external=CATALOGUE.topic_of(event).external)
    ]


def stale(root: Path) -> list[str]:
    """Files that are not what the models say."""
    names = [str(path.relative_to(root)) for path, text in _expected(root) if _read(path) != text]
    return [f"{name} is stale: run `python -m events.contracts --write`" for name in names]


def refresh(root: Path) -> list[str]:
    """Write what is stale; nothing at all, and the reasons, when that would break a reader."""
    if problems := broken(root):
        return problems
    for path, text in list(_expected(root)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return []


def _expected(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file and its text. A sample that exists stays as it is for ever."""
    for event in CATALOGUE.events:
        yield _schema_file(root, event), dump(schema_of(event))
        sample = _sample_file(root, event)
        yield sample, _read(sample) or dump(sample_of(event))
    yield _reference_file(root), reference()
    yield _served(root, "events.html"), page()
    yield _served(root, "events.json"), dump(document := asyncapi())
    plain = yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    yield _served(root, "events.yaml"), plain
