"""The supplier's words in ours, and ours in those of our events."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from events.schemas.contracts import ContractChanged, ContractRegistered
from events.schemas.supplier import ContractRecord
from pydantic import TypeAdapter

from contracts.domain.contract import SupplyContract
from contracts.domain.emails import normalise_email

_CONTRACT = TypeAdapter(SupplyContract)
_OURS = set(SupplyContract.__dataclass_fields__)


def to_contract(record: ContractRecord) -> SupplyContract:
    """The contract exactly as it was told; the shape has been checked, the meaning has not."""
    return _CONTRACT.validate_python(record.model_dump(include=_OURS))


def with_normal_emails(contract: SupplyContract) -> SupplyContract:
    """The same contract, each e-mail once in the form in which it is compared."""
    normal = (normalise_email(email) for email in contract.emails)
    return replace(contract, emails=list(dict.fromkeys(email for email in normal if email)))


def to_event(contract: SupplyContract, *, is_new: bool) -> ContractRegistered | ContractChanged:
    """What other services may know: everything but e-mails and phones."""
    facts: dict[str, Any] = _CONTRACT.dump_python(contract, exclude={"number", "emails", "manager"})
    event = ContractRegistered if is_new else ContractChanged
    return event(contract_number=contract.number, **facts)


def newest_of_each(contracts: Sequence[SupplyContract]) -> list[SupplyContract]:
    """One of each number: the highest revision, the first of equal ones."""
    newest: dict[str, SupplyContract] = {}
    for contract in contracts:
        kept = newest.get(contract.number)
        if kept is None or contract.revision > kept.revision:
            newest[contract.number] = contract
    return list(newest.values())
