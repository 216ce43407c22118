"""The committed contracts: fresh, unbroken, readable for ever."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from events.codec import decode
from events.contracts.compatibility import breaks
from events.contracts.files import broken, contracts_directory, refresh, stale
from events.contracts.json_schemas import schema_of
from events.contracts.samples import record_of
from events.envelope import Event
from events.schemas.contracts import ContractRegistered
from events.schemas.supplier import ContractPublished
from events.topics import CATALOGUE

ROOT = Path(__file__).parents[4]
SAMPLES = sorted(contracts_directory(ROOT).glob("*.sample.json"))
CLASSES = {f"{event.type_name()}.v{event.version}": event for event in CATALOGUE.events}


def test_schemas_samples_and_reference_are_what_the_models_say() -> None:
    assert stale(ROOT) == []


def test_no_model_breaks_what_was_promised() -> None:
    assert broken(ROOT) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_golden_sample_is_read_for_ever(path: Path) -> None:
    name = path.name.removesuffix(".sample.json")
    sample = json.loads(path.read_text())
    event_class = CLASSES[name]  # a class is never removed: topics hold its records
    event = decode(record_of(event_class, sample))
    assert type(event) is event_class
    assert event.key == sample["key"]
    jsonschema.validate(sample["body"], json.loads(path.with_name(f"{name}.schema.json").read_text()))


def test_an_older_reader_ignores_a_field_it_does_not_know() -> None:
    sample = json.loads((contracts_directory(ROOT) / "ContractRegistered.v1.sample.json").read_text())
    sample["body"]["colour"] = "red"
    sample["body"]["party"]["colour"] = "red"
    assert isinstance(decode(record_of(ContractRegistered, sample)), ContractRegistered)


def changed(event: type[Event], path: str, **change: object) -> list[str]:
    """What is broken when the property at `path` is changed, or removed when there is no change."""
    old = schema_of(event)
    new = copy.deepcopy(old)
    owner, _, name = path.rpartition(".")
    properties = new["$defs"][owner]["properties"] if owner else new["properties"]
    if change:
        properties[name] = properties[name] | change if name in properties else change
    else:
        del properties[name]
    return breaks(old, new, external=CATALOGUE.topic_of(event).external)


def test_what_breaks_a_reader_is_found() -> None:
    event = ContractRegistered
    assert changed(event, "PartyData.inn") == ["party.inn: was removed or renamed"]
    assert changed(event, "revision", type="string") == ["revision: was integer, is string"]
    assert changed(event, "PartyData.kind", enum=["company"]) == [
        "party.kind: may no longer be premises_owner or sole_proprietor"
    ]
    assert changed(event, "address", anyOf=[{"type": "string"}]) == ["address: was null or string, is string"]
    assert changed(event, "PartyData.name", maxLength=3) == ["party.name: maxLength is now 3"]
    new = schema_of(event) | {"required": [*schema_of(event)["required"], "colour"]}
    new["properties"] |= {"colour": {"type": "string"}}
    assert breaks(schema_of(event), new, external=False) == ["colour: is new and required"]


def test_our_own_events_may_not_say_what_older_readers_refuse() -> None:
    wider = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert changed(ContractRegistered, "revision", **wider, type=None) != []
    kinds = ["company", "premises_owner", "sole_proprietor", "embassy"]
    assert changed(ContractRegistered, "PartyData.kind", enum=kinds) == [
        "party.kind: may also be embassy: older readers refuse it"
    ]
    assert changed(ContractPublished, "PartyRecord.kind", enum=kinds) == []


def test_additions_break_nobody() -> None:
    assert changed(ContractRegistered, "colour", type="string") == []
    assert changed(ContractPublished, "PartyRecord.colour", type="string") == []


def test_writing_refuses_a_break(tmp_path: Path) -> None:
    assert refresh(tmp_path) == []
    schema_file = contracts_directory(tmp_path) / "ContractRegistered.v1.schema.json"
    promised = json.loads(schema_file.read_text())
    promised["properties"]["colour"] = {"type": "string"}
    schema_file.write_text(json.dumps(promised))
    assert "colour: was removed or renamed" in refresh(tmp_path)[0]
    assert json.loads(schema_file.read_text()) == promised
