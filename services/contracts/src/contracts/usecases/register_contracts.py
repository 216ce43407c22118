"""The supplier's registry tells contracts: by PUT, in a batch, over Kafka. One use case behind the three doors."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from chassis.database import AsyncSession
from events import publish
from events.outbox import MAX_PAYLOAD_BYTES
from events.schemas.supplier import ContractRecord

from contracts.domain.contract import SupplyContract
from contracts.domain.contract_rules import contract_flaws
from contracts.domain.flaws import Flaw, flaw
from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository, Written
from contracts.usecases.supplier_terms import newest_of_each, to_contract, to_event, with_normal_emails

Checked = tuple[SupplyContract, list[Flaw]]

_MAX_BYTES: Final = MAX_PAYLOAD_BYTES - 50_000


@dataclass(frozen=True)
class Registration:
    """What became of one contract; only a refused one has flaws."""

    status: Literal["created", "unchanged", "refused"]
    flaws: Sequence[Flaw] = ()


async def register_contracts(
    session: AsyncSession, records: Sequence[ContractRecord], now: datetime
) -> list[Registration]:
    """Keep every contract that is newer than the kept one; answers in the order of `records`.

    A flawed contract is refused alone. A lower or equal revision changes nothing: `unchanged`. Of several
    revisions of one number the highest is kept and told. An open request whose e-mail left the contract dies.
    """
    checked = await asyncio.to_thread(_check, records)
    sound = [contract for contract, flaws in checked if not flaws]
    written = await _keep(session, [with_normal_emails(contract) for contract in newest_of_each(sound)], now)
    return list(_registrations(checked, written))


def _check(records: Sequence[ContractRecord]) -> list[Checked]:
    """A thousand contracts are a third of a second of computing: not on the loop."""
    return [(contract := to_contract(record), _flaws(record, contract)) for record in records]


def _flaws(record: ContractRecord, contract: SupplyContract) -> list[Flaw]:
    if len(record.model_dump_json().encode()) > _MAX_BYTES:
        return [flaw("", "too_large")]
    return contract_flaws(contract)


async def _keep(session: AsyncSession, contracts: list[SupplyContract], now: datetime) -> dict[str, Written]:
    """The contracts that were written, by number."""
    if not contracts:
        return {}
    repository = ContractRepository(session)
    written = {row.number: row for row in await repository.write_newer(contracts)}
    changed = [contract for contract in contracts if contract.number in written]
    if changed:
        await repository.replace_emails(changed)
        await _end_orphaned_requests(session, list(written), now)
    await publish(
        session,
        *(to_event(contract, is_new=written[contract.number].previous_revision is None) for contract in changed),
    )
    return written


async def _end_orphaned_requests(session: AsyncSession, numbers: list[str], now: datetime) -> None:
    orphaned = await BindingRepository(session).end_requests_without_email(numbers, now)
    BindingAudit(session).record("email_removed", orphaned)


def _registrations(checked: Sequence[Checked], written: dict[str, Written]) -> Iterator[Registration]:
    """`created` for each revision that was higher than all before it, in the database and in this batch."""
    reached = {number: row.previous_revision or 0 for number, row in written.items()}
    for contract, flaws in checked:
        if flaws:
            yield Registration("refused", flaws)
        elif contract.number in reached and contract.revision > reached[contract.number]:
            reached[contract.number] = contract.revision
            yield Registration("created")
        else:
            yield Registration("unchanged")
