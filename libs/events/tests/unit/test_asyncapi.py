"""The AsyncAPI document is valid, complete, and its samples are what its schemas say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import yaml
from events.contracts.asyncapi import READERS, asyncapi
from events.contracts.page import page
from events.topics import CATALOGUE
from lxml import html

DATA = Path(__file__).parents[1] / "data"
SERVED = Path(__file__).parents[4] / "web" / "pages" / "api" / "docs"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    served: dict[str, Any] = json.loads((SERVED / "events.json").read_text(encoding="utf-8"))
    return served


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from [child] if name == "$ref" else references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


def test_the_document_is_valid_asyncapi(document):
    schema = json.loads((DATA / "asyncapi-3.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.Draft7Validator(schema)
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(document)] == []
    document["channels"]["supplier.billing.v1"]["address"] = 1
    assert not validator.is_valid(document)  # it can say no
    document["channels"]["supplier.billing.v1"]["address"] = "supplier.billing.v1"


def test_every_reference_leads_somewhere(document):
    for reference in references(document):
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_topic_and_event_is_in_it(document):
    for topic in CATALOGUE.topics.values():
        channel = document["channels"][topic.name]
        assert set(channel["messages"]) == {event.type_name() for event in topic.events}
        assert channel["bindings"]["kafka"]["partitions"] >= 12
    assert {topic.name for topic in CATALOGUE.topics.values() if topic.external} == set(READERS)


def test_samples_meet_their_schemas(document):
    for name, message in document["components"]["messages"].items():
        schema = {**message["payload"], "components": document["components"]}
        headers = message["headers"]
        for example in message["examples"]:
            jsonschema.validate(example["payload"], schema)
            jsonschema.validate(example["headers"], headers)
            assert example["headers"]["ce_type"] == name


def test_yaml_and_json_say_the_same(document):
    assert yaml.safe_load((SERVED / "events.yaml").read_text(encoding="utf-8")) == document == asyncapi()


def test_the_page_names_everything_and_asks_nobody_else():
    root = html.document_fromstring(page())
    ids = [str(one) for one in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert {event.type_name() for event in CATALOGUE.events} | set(CATALOGUE.topics) <= set(ids)
    assert not root.xpath("//script | //style | //@style")
    for address in root.xpath("//@href | //@src"):
        assert str(address).startswith(("/", "#"))
        assert not str(address).startswith("#") or str(address)[1:] in ids
