"""A contract as far as billing is concerned: the payer."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegisteredContract:
    """A contract at a revision; a higher one replaces it whole. `customer_kind` decides terms and penalties."""

    number: str
    revision: int
    customer_kind: str
    party_name: str
    inn: str
    kpp: str | None
    address: str | None


def newest_of_each(contracts: Sequence[RegisteredContract]) -> list[RegisteredContract]:
    """One of each number, its highest revision, in order of number (so that two writers lock in one order)."""
    newest: dict[str, RegisteredContract] = {}
    for contract in contracts:
        if contract.number not in newest or newest[contract.number].revision < contract.revision:
            newest[contract.number] = contract
    return [newest[number] for number in sorted(newest)]
