"""The protocol between services: events are published with the state they announce and handled once, in order per key.

See README.md of this library for the guarantees and for how each is tested.
"""

from events.consumer import Consumer
from events.context import caused_by
from events.envelope import Event, EventData
from events.insight import Insight
from events.kafka import broker_answers
from events.metrics import Backlog
from events.outbox import EventTooLargeError, publish
from events.parked_keys import ParkedKey, ParkedKeys
from events.provision import provision_topics
from events.pruning import Pruner
from events.refusals import RefusedEventsError
from events.relay import Relay
from events.router import Router
from events.settings import KafkaSettings
from events.topics import CATALOGUE

__all__ = [
    "CATALOGUE",
    "Backlog",
    "Consumer",
    "Event",
    "EventData",
    "EventTooLargeError",
    "Insight",
    "KafkaSettings",
    "ParkedKey",
    "ParkedKeys",
    "Pruner",
    "RefusedEventsError",
    "Relay",
    "Router",
    "broker_answers",
    "caused_by",
    "provision_topics",
    "publish",
]
