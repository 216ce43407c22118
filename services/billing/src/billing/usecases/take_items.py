"""What is the same for every item of the feed: sound or refused, known contract, one item whatever the channel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from chassis.database import AsyncSession

from billing.domain.flaws import Flaw, flaw
from billing.domain.items import BillingItem
from billing.domain.revisions import Accepted, Item, Kept, Outcome, accept
from billing.storage.accounts import Account, AccountRepository

I = TypeVar("I", bound=Item)  # noqa: E741 - an item


class Shelf(Protocol):
    """Where items of a kind are kept."""

    async def kept(self, ids: Sequence[UUID]) -> dict[UUID, Kept]:
        """The newest revisions that are kept of these items."""
        ...


@dataclass(frozen=True, slots=True)
class Taken(Generic[I]):
    """An outcome for each item in order, what is to be written, and the locked accounts by number."""

    outcomes: Sequence[Outcome]
    accepted: Sequence[Accepted[I]]
    accounts: Mapping[str, Account]


async def take_items(
    session: AsyncSession, shelf: Shelf, items: Sequence[I], flaws: Sequence[Sequence[Flaw]]
) -> Taken[I]:
    """Lock the accounts, in order of number, then look which revisions are new; `flaws` are those of each item."""
    sound = [item for item, found in zip(items, flaws, strict=True) if not found]
    accounts = await AccountRepository(session).lock([item.contract_number for item in sound])
    known = [item for item in sound if item.contract_number in accounts]
    kept = await shelf.kept([item.id for item in known]) if known else {}
    outcomes, accepted = accept(known, kept)
    return Taken(list(_in_order(items, flaws, accounts, iter(outcomes))), accepted, accounts)


def _in_order(
    items: Sequence[Item], flaws: Sequence[Sequence[Flaw]], accounts: Mapping[str, Account], known: Iterator[Outcome]
) -> Iterator[Outcome]:
    for item, found in zip(items, flaws, strict=True):
        if found:
            yield Outcome("refused", found)
        elif item.contract_number not in accounts:
            yield Outcome("refused", [flaw("/contract_number", "unknown_contract")])
        else:
            yield next(known)


def caused_by_item(item: BillingItem) -> dict[str, UUID]:
    """The envelope's fields of an event that an item causes."""
    return {} if item.cause is None else {"causation_id": item.cause, "correlation_id": item.cause}
