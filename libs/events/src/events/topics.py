"""The catalogue: which event goes to which topic, and how each topic is kept.

Publishers name no topic. A topic carries every concrete event that derives from its base; a new event class is
therefore in the catalogue as soon as it is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from events.envelope import Event
from events.schemas.billing import AccountEvent
from events.schemas.contracts import BindingEvent, ContractSnapshot
from events.schemas.exports import DataExportEvent, DataExportPartEvent
from events.schemas.identity import UserEvent
from events.schemas.metering import ReadingEvent
from events.schemas.notifier import DeliveryEvent
from events.schemas.supplier import SupplierBillingEvent, SupplierReadingEvent, SupplierRegistryEvent

PARTITIONS = 12
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Topic:
    """A topic, who writes it (several are told apart by `Event.teller`), and its keeping. `retention_days` None = for
    ever."""

    name: str
    publisher: str
    key: str
    base: type[Event]
    retention_days: int | None
    cleanup_policy: Literal["delete", "compact"] = "delete"
    partitions: int = PARTITIONS
    external: bool = field(default=False)
    """Written by the supplier's systems: unknown fields and unknown types are parked, not ignored."""

    @property
    def events(self) -> list[type[Event]]:
        """The concrete events of this topic, in the order they are declared."""
        return [event for event in _descendants(self.base) if not _is_base(event)]

    @property
    def config(self) -> dict[str, str]:
        """The broker's settings of this topic."""
        retention = -1 if self.retention_days is None else self.retention_days * _DAY_MS
        return {"cleanup.policy": self.cleanup_policy, "retention.ms": str(retention)}


def _descendants(base: type[Event]) -> Iterator[type[Event]]:
    for event in base.__subclasses__():
        yield event
        yield from _descendants(event)


def _is_base(event: type[Event]) -> bool:
    return any(child.__module__ == event.__module__ for child in event.__subclasses__())


class Catalogue:
    """Looks topics up by event class, and event classes by topic, type and version."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = {topic.name: topic for topic in topics}

    @cached_property
    def _by_event(self) -> dict[type[Event], Topic]:
        return {event: topic for topic in self.topics.values() for event in topic.events}

    @cached_property
    def _by_type(self) -> dict[tuple[str, str, int], type[Event]]:
        return {(topic.name, event.type_name(), event.version): event for event, topic in self._by_event.items()}

    @property
    def events(self) -> list[type[Event]]:
        """Every concrete event."""
        return list(self._by_event)

    def topic_of(self, event: type[Event]) -> Topic:
        """The topic of an event class. Raises LookupError for a class that no topic carries."""
        try:
            return self._by_event[event]
        except KeyError:
            raise LookupError(f"{event.__name__} belongs to no topic of the catalogue") from None

    def find(self, topic: str, type_name: str, version: int) -> type[Event] | None:
        """The class that reads records of this type and version on this topic, if we know one."""
        return self._by_type.get((topic, type_name, version))


CATALOGUE = Catalogue(
    [
        Topic("identity.users.v1", "identity", "user id", UserEvent, retention_days=30),
        Topic("identity.exports.v1", "identity", "user id", DataExportEvent, retention_days=7),
        Topic(
            "identity.export-parts.v1",
            "contracts, metering, billing, notifier",
            "user id",
            DataExportPartEvent,
            retention_days=7,
        ),
        Topic("contracts.registry.v1", "contracts", "contract number", ContractSnapshot, retention_days=None),
        Topic("contracts.bindings.v1", "contracts", "contract number", BindingEvent, retention_days=None),
        Topic("metering.readings.v1", "metering", "contract number", ReadingEvent, retention_days=365),
        Topic("billing.accounts.v1", "billing", "contract number", AccountEvent, retention_days=365),
        Topic("notifier.deliveries.v1", "notifier", "delivery id", DeliveryEvent, retention_days=30),
        Topic(
            "supplier.registry.v1",
            "supplier",
            "contract number",
            SupplierRegistryEvent,
            retention_days=90,
            external=True,
        ),
        Topic(
            "supplier.billing.v1", "supplier", "contract number", SupplierBillingEvent, retention_days=90, external=True
        ),
        Topic(
            "supplier.readings.v1",
            "supplier",
            "contract number",
            SupplierReadingEvent,
            retention_days=90,
            external=True,
        ),
    ]
)
"""The topics of the cabinet."""
