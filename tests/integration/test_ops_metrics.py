"""Every panel and every alert asks for what the running system really serves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import promql_parser
import pytest
import yaml

OBSERVABILITY = Path(__file__).parents[2] / "deploy" / "observability"
SCRAPE = {"service", "process", "instance", "job"}
OF_PROMETHEUS = {"up"}
OF_THE_NODE_EXPORTER = {"node_filesystem_avail_bytes"}
SILENT_WHEN_WELL = {
    "events_consumer_errors_total",
    "events_handler_retries_total",
    "events_parked_keys",
    "events_relay_errors_total",
    "notifier_letter_retries_total",
}
"""Metrics of what goes wrong: they have no sample, so their labels are not seen, until something does."""


def panels() -> Iterator[tuple[str, str]]:
    for file in sorted((OBSERVABILITY / "grafana").glob("*.json")):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            yield from ((f"{file.stem}: {panel['title']}", target["expr"]) for target in panel["targets"])


def alerts() -> Iterator[tuple[str, str]]:
    rules = yaml.safe_load((OBSERVABILITY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        yield from ((rule["alert"], rule["expr"]) for rule in group["rules"])


def parts(node: Any) -> Iterator[Any]:
    """The expression and everything inside it."""
    yield node
    for name in ("lhs", "rhs", "expr", "vector_selector", "param"):
        child = getattr(node, name, None)
        if child is not None and not callable(child):
            yield from parts(child)
    for child in getattr(node, "args", None) or ():
        yield from parts(child)


class Served:
    """The metrics of all processes: names, labels, and values of labels."""

    def __init__(self, texts: list[str]) -> None:
        self.names: set[str] = set()
        self.labels: dict[str, dict[str, set[str]]] = {}
        for text in texts:
            self._read(text)

    def _read(self, text: str) -> None:
        from prometheus_client.parser import text_string_to_metric_families  # noqa: PLC0415

        for family in text_string_to_metric_families(text):
            self.names.add(f"{family.name}_total" if family.type == "counter" else family.name)
            for sample in family.samples:
                self.names.add(sample.name)
                for label, value in sample.labels.items():
                    self.labels.setdefault(sample.name, {}).setdefault(label, set()).add(value)


@pytest.fixture(scope="session")
def served(stack: Any, someone: Any, registry: Any) -> Served:
    """After a customer came in and a contract was told."""
    registry.register()
    assert someone.login().status_code == 200
    ports = [port for name, port in stack["ports"].items() if name.endswith(".ops") and name != "web.ops"]
    return Served([httpx.get(f"http://127.0.0.1:{port}/metrics").text for port in ports])


@pytest.mark.parametrize(("where", "query"), [*panels(), *alerts()])
def test_a_query_asks_for_what_is_served(served, where, query):
    tree = promql_parser.parse(query)
    selectors = [part for part in parts(tree) if isinstance(part, promql_parser.VectorSelector)]
    assert selectors, where
    known: set[str] = set(SCRAPE)
    for selector in selectors:
        known |= check(served, selector)
    for part in parts(tree):
        modifier = getattr(part, "modifier", None)
        if isinstance(part, promql_parser.AggregateExpr) and modifier is not None:
            assert set(modifier.labels) <= known, f"{where}: by {modifier.labels}"


def check(served: Served, selector: promql_parser.VectorSelector) -> set[str]:
    """The labels that the selected metric has."""
    name = str(selector.name)
    asked = {matcher.name: matcher.value for matcher in selector.matchers.matchers}
    if name in OF_PROMETHEUS | OF_THE_NODE_EXPORTER:
        return set(asked)
    assert name in served.names, f"nobody serves {name}"
    labels = served.labels.get(name, {})
    if name in SILENT_WHEN_WELL:
        return set(labels) | set(asked) | {"kind", "topic", "consumer"}
    assert asked.keys() <= SCRAPE | labels.keys(), f"{name} has no {asked.keys() - labels.keys()}"
    if (route := asked.get("route", "")).endswith("login"):
        assert route in labels["route"]
    return set(labels)


def test_a_query_of_nobody_is_found_out(served):
    with pytest.raises(AssertionError, match="nobody serves"):
        test_a_query_asks_for_what_is_served(served, "x", "sum(rate(events_lost_total[5m]))")
    with pytest.raises(AssertionError, match="has no"):
        test_a_query_asks_for_what_is_served(served, "x", 'sum(rate(http_requests_total{colour="red"}[5m]))')
    with pytest.raises(AssertionError, match="by"):
        test_a_query_asks_for_what_is_served(served, "x", "sum by (colour) (rate(http_requests_total[5m]))")
