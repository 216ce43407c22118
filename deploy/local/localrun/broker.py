"""Which Kafka the stack uses: a given one, a real one of its own, or one in memory where no jars can be had."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from localrun import parts
from localrun.console import say
from localrun.home import Home
from localrun.jars import NoRepositoryError
from localrun.kafka import Kafka
from localrun.supervised import Part


@dataclass(frozen=True)
class Broker:
    """Where it is, what it is, and the process to keep alive for it."""

    bootstrap: str
    kind: Literal["kafka", "memory"]
    part: Part | None


def find_broker(home: Home, ports: Mapping[str, int]) -> Broker:
    """Prepare the broker; the first time this fetches its jars."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        return Broker(given, "kafka", None)
    node = Kafka(home.path / "kafka", ports["kafka"], ports["kafka.controller"])
    try:
        node.initialise()
    except NoRepositoryError:
        say("no Maven repository answers: a broker in memory takes Kafka's place, its records end with it")
        return Broker(node.bootstrap, "memory", parts.memory_broker(node.port))
    return Broker(node.bootstrap, "kafka", parts.kafka(node))
