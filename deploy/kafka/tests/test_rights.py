"""The rows of rights.py say what topics and services say."""

import importlib
from itertools import chain

import pytest
from brokeraccess.rights import USERS, Right, rights
from events.topics import CATALOGUE
from notifier.settings import Settings
from notifier.worker import manner

ROWS = {user.name: user for user in USERS}
CONSUMERS = ("identity", "contracts", "metering", "billing", "notifier")


@pytest.mark.parametrize("service", [*CONSUMERS, "supplier"])
def test_everybody_writes_the_topics_that_are_his(service: str) -> None:
    own = {topic.name for topic in CATALOGUE.topics.values() if service in topic.publisher.split(", ")}
    assert set(ROWS[service].writes) == own


@pytest.mark.parametrize("service", CONSUMERS)
def test_a_service_reads_what_its_router_takes(service: str) -> None:
    consumers = importlib.import_module(f"{service}.consumers")
    router = consumers.build_router(manner(Settings())) if service == "notifier" else consumers.router
    assert (set(ROWS[service].reads), ROWS[service].groups) == (set(router.topics), (router.consumer,))


def test_the_observer_reads_everything_and_writes_nothing() -> None:
    assert set(ROWS["observer"].reads) == set(CATALOGUE.topics)
    assert not ROWS["observer"].writes


def test_nobody_has_a_right_to_everything() -> None:
    every = list(chain.from_iterable(map(rights, USERS)))
    assert Right("contracts", "topic", "contracts.registry.v1", "write") in every
    assert {(right.user, right.kind) for right in every if right.name == "*"} == {("observer", "group")}
