"""Users of the broker and their rights, one row each. A test holds the rows to the topics and the services' routers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["topic", "group"]
Operation = Literal["read", "write", "describe"]


@dataclass(frozen=True)
class User:
    """What one user writes and reads. `groups` ends in "*" where it is a prefix; a service's group has its name."""

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Right:
    """One rule of the broker's list."""

    user: str
    kind: Kind
    name: str
    operation: Operation

    @property
    def is_prefix(self) -> bool:
        """Whether it holds for every name that begins so."""
        return self.name.endswith("*")


_SUPPLIER = ("supplier.registry.v1", "supplier.billing.v1", "supplier.readings.v1")
_OURS = (
    "identity.users.v1",
    "identity.exports.v1",
    "identity.export-parts.v1",
    "contracts.bindings.v1",
    "contracts.registry.v1",
    "metering.readings.v1",
    "billing.accounts.v1",
    "notifier.deliveries.v1",
)
_PARTS = "identity.export-parts.v1"

USERS = (
    User("identity", writes=("identity.users.v1", "identity.exports.v1"), reads=(_PARTS,), groups=("identity",)),
    User(
        "contracts",
        writes=("contracts.registry.v1", "contracts.bindings.v1", _PARTS),
        reads=("identity.users.v1", "identity.exports.v1", "supplier.registry.v1"),
        groups=("contracts",),
    ),
    User(
        "metering",
        writes=("metering.readings.v1", _PARTS),
        reads=("contracts.bindings.v1", "contracts.registry.v1", "identity.exports.v1", "supplier.readings.v1"),
        groups=("metering",),
    ),
    User(
        "billing",
        writes=("billing.accounts.v1", _PARTS),
        reads=(
            "contracts.bindings.v1",
            "contracts.registry.v1",
            "identity.exports.v1",
            "metering.readings.v1",
            "supplier.billing.v1",
        ),
        groups=("billing",),
    ),
    User(
        "notifier",
        writes=("notifier.deliveries.v1", _PARTS),
        reads=(
            "billing.accounts.v1",
            "contracts.bindings.v1",
            "contracts.registry.v1",
            "identity.exports.v1",
            "identity.users.v1",
            "metering.readings.v1",
        ),
        groups=("notifier",),
    ),
    # The supplier's systems: they feed their topics, take readings to be judged and what was posted.
    User(
        "supplier",
        writes=_SUPPLIER,
        reads=("metering.readings.v1", "billing.accounts.v1"),
        groups=("supplier.*",),
    ),
    # Looks at everything and changes nothing: Kafka UI, the story tests.
    User("observer", reads=(*_OURS, *_SUPPLIER), groups=("*",)),
)


def rights(user: User) -> Iterator[Right]:
    """Its rules, written out."""
    for topic in user.writes:
        yield Right(user.name, "topic", topic, "write")
        yield Right(user.name, "topic", topic, "describe")
    for topic in user.reads:
        yield Right(user.name, "topic", topic, "read")
        yield Right(user.name, "topic", topic, "describe")
    for group in user.groups:
        yield Right(user.name, "group", group, "read")
