"""The supplier's registry over HTTP. The same contracts come over Kafka: see consumers/supplier.py."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from chassis.database import SessionDep
from chassis.errors import FieldProblem
from chassis.web.problems import document, prefers_english
from chassis.web.validation import field_problems
from events.schemas.supplier import ContractRecord
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from contracts.api.deps import Now, OnceDep, Registry, RegistryNumber
from contracts.api.schemas import Batch, BatchAnswer, BatchItem, ContractBody, Registered
from contracts.errors import ContractRefused
from contracts.usecases.register_contracts import Registration, register_contracts

router = APIRouter(prefix="/api/contracts/v1/integration", tags=["integration"])


@router.put("/contracts/{number}")
async def put(number: RegistryNumber, body: ContractBody, session: SessionDep, now: Now) -> Registered:
    """Tell a contract. A lower or equal revision changes nothing and answers `unchanged`."""
    record = ContractRecord(number=number, **dict(body))
    (registration,) = await register_contracts(session, [record], now)
    if registration.status == "refused":
        raise ContractRefused([FieldProblem(*flaw) for flaw in registration.flaws])
    return Registered(number=number, revision=body.revision, status=registration.status)


@router.post("/contracts:batch", response_model=BatchAnswer)
async def put_batch(
    body: Batch, request: Request, _registry: Registry, session: SessionDep, once: OnceDep, now: Now
) -> Response:
    """Tell up to 1000 contracts. Each item is answered alone; a refused one stops no other."""

    async def register() -> BatchAnswer:
        read = await asyncio.to_thread(lambda: [read_record(item) for item in body.items])
        records = [item for item in read if isinstance(item, ContractRecord)]
        registrations = await register_contracts(session, records, now)
        return BatchAnswer(items=list(answers_to(read, iter(registrations), request)))

    return await once(200, register)


def read_record(item: Any) -> ContractRecord | list[FieldProblem]:
    """The item of a batch, or what is wrong with its shape."""
    try:
        return ContractRecord.model_validate(item)
    except ValidationError as error:
        return list(field_problems(error.errors(include_url=False, include_input=False)))


def answers_to(
    read: Sequence[ContractRecord | list[FieldProblem]], registrations: Iterator[Registration], request: Request
) -> Iterator[BatchItem]:
    """What became of each item, in their order."""
    for index, item in enumerate(read):
        if isinstance(item, ContractRecord):
            registration = next(registrations)
            problems = [FieldProblem(*flaw) for flaw in registration.flaws]
            status = registration.status
        else:
            problems, status = item, "refused"
        problem = _problem(problems, index, request) if problems else None
        yield BatchItem(index=index, status=status, problem=problem)


def _problem(errors: list[FieldProblem], index: int, request: Request) -> dict[str, Any]:
    russian = not prefers_english(request.headers.get("accept-language", ""))
    instance = f"{request.url.path}#/items/{index}"
    return document(ContractRefused(errors), russian=russian, instance=instance, trace_id=None)
