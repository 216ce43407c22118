"""One item whatever the channel and however often: what a revision that comes means beside the one that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Generic, Literal, Protocol, TypeVar
from uuid import UUID

import uuid_utils.compat as uuid_utils

from billing.domain.flaws import Flaw, flaw
from billing.domain.money import ZERO

Kind = Literal["charge", "payment", "document"]
Status = Literal["created", "unchanged", "refused"]

_NAMESPACE: Final = UUID("5f0a9d3e-6c1b-4d0e-9a63-1f9be6b1a1d7")


def item_id(kind: Kind, contract_number: str, source_id: str) -> UUID:
    """The id of an item follows from its business key, so it stays under every correction and needs no look-up."""
    return uuid_utils.uuid5(_NAMESPACE, f"{kind}/{contract_number}/{source_id}")


class Item(Protocol):
    """An item of the feed. `amount` is what it adds to the balance; `fingerprint` tells bodies apart."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def contract_number(self) -> str: ...  # noqa: D102
    @property
    def revision(self) -> int: ...  # noqa: D102
    @property
    def fingerprint(self) -> bytes: ...  # noqa: D102
    @property
    def amount(self) -> Decimal: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest revision that is kept of an item."""

    revision: int
    fingerprint: bytes
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item; only a refused one has flaws."""

    status: Status
    flaws: Sequence[Flaw] = ()


CREATED: Final = Outcome("created")
UNCHANGED: Final = Outcome("unchanged")

I = TypeVar("I", bound=Item)  # noqa: E741 - an item


@dataclass(frozen=True, slots=True)
class Accepted(Generic[I]):
    """A revision to be written, and what it corrects."""

    item: I
    previous: Kept | None

    @property
    def difference(self) -> Decimal:
        """What it changes in the balance."""
        return self.item.amount - (self.previous.amount if self.previous else ZERO)


def accept(items: Sequence[I], kept: dict[UUID, Kept]) -> tuple[list[Outcome], list[Accepted[I]]]:
    """An outcome for each item in order, and the revisions to be written; `kept` follows.

    A higher revision is written, a lower one changes nothing, an equal one neither if its body is the same.
    """
    outcomes: list[Outcome] = []
    accepted: list[Accepted[I]] = []
    for item in items:
        previous = kept.get(item.id)
        if previous is None or previous.revision < item.revision:
            accepted.append(Accepted(item, previous))
            kept[item.id] = Kept(item.revision, item.fingerprint, item.amount)
            outcomes.append(CREATED)
        elif previous.revision == item.revision and previous.fingerprint != item.fingerprint:
            outcomes.append(Outcome("refused", [flaw("/revision", "revision_conflict")]))
        else:
            outcomes.append(UNCHANGED)
    return outcomes, accepted
