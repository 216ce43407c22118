"""The registry for operators: search, one contract with its history, import of a file with a dry run."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from chassis.audit import Act
from chassis.auth import CurrentOperator
from chassis.database import SessionDep
from chassis.ops import address_of
from events.schemas.supplier import ContractRecord
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from contracts.api.deps import Now
from contracts.api.integration import answers_to, read_record
from contracts.api.schemas import Batch, BatchAnswer
from contracts.usecases.register_contracts import register_contracts
from contracts.usecases.search_registry import look_at_contract, search_registry

router = APIRouter(prefix="/api/contracts/v1/ops/registry", tags=["operators"])


class FoundContract(BaseModel):
    """A contract in a list."""

    number: str
    party_name: str
    revision: int
    updated_at: datetime


class FoundContracts(BaseModel):
    """At most 50."""

    items: list[FoundContract]


class HistoryItem(BaseModel):
    """What happened to a binding or a member of the contract."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    action: str
    binding_id: UUID
    user_id: UUID
    reason: str | None


class LookedContract(FoundContract):
    """A contract; its e-mails are masked."""

    inn: str
    address: str | None
    emails: list[str]
    history: list[HistoryItem]


class Import(Batch):
    """A file of the registry, as the batch of the integration; `dry_run` changes nothing and says what would be."""

    dry_run: bool = True


@router.get("")
async def search(
    _operator: CurrentOperator,
    session: SessionDep,
    q: Annotated[str, Query(min_length=3, max_length=254, description="14 digits, or a whole e-mail")],
) -> FoundContracts:
    """Contracts of this number, or in which this e-mail stands."""
    rows = await search_registry(session, q)
    return FoundContracts(
        items=[
            FoundContract(
                number=row.number, party_name=row.party.name, revision=row.revision, updated_at=row.updated_at
            )
            for row in rows
        ]
    )


@router.get("/{number}")
async def look(number: str, operator: CurrentOperator, request: Request, session: SessionDep) -> LookedContract:
    """One contract with its history. Looking is recorded."""
    found = await look_at_contract(session, number)
    act = Act(UUID(operator.subject), address_of(request))
    await act.recorder("contract_looked_at", number)(await session.connection())
    contract = found.contract
    return LookedContract(
        number=contract.number,
        party_name=contract.party.name,
        revision=contract.revision,
        updated_at=contract.updated_at,
        inn=contract.party.inn,
        address=contract.address,
        emails=[_masked(email) for email in found.emails],
        history=[HistoryItem.model_validate(item) for item in found.history],
    )


@router.post(":import")
async def import_registry(
    body: Import, operator: CurrentOperator, request: Request, session: SessionDep, now: Now
) -> BatchAnswer:
    """Tell up to 1000 contracts in the supplier's place; each is answered alone."""
    read = await asyncio.to_thread(lambda: [read_record(item) for item in body.items])
    records = [item for item in read if isinstance(item, ContractRecord)]
    async with session.begin_nested() as attempt:
        registrations = await register_contracts(session, records, now)
        if body.dry_run:
            await attempt.rollback()
    if not body.dry_run:
        act = Act(UUID(operator.subject), address_of(request))
        await act.recorder("registry_imported", f"{len(records)} contracts")(await session.connection())
    return BatchAnswer(items=list(answers_to(read, iter(registrations), request)))


def _masked(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"
