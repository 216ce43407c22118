"""The supplier's billing over HTTP. The same items come over Kafka: see consumers/supplier.py."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

from chassis.database import SessionDep
from chassis.errors import FieldProblem, TooLarge
from chassis.web.problems import document, prefers_english
from chassis.web.validation import field_problems
from events.schemas.supplier import BillingItem, ChargeRecord, PaymentRecord
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from billing.api.deps import BillingSystem, OnceDep, Today
from billing.api.integration_schemas import Batch, BatchAnswer, BatchItem, DocumentBody
from billing.domain.revisions import Kind, Outcome, item_id
from billing.errors import ItemRefused, refusal
from billing.usecases.issue_documents import issue_documents
from billing.usecases.post_charges import post_charges
from billing.usecases.post_payments import post_payments

router = APIRouter(prefix="/api/billing/v1/integration", tags=["integration"])

R = TypeVar("R", bound=BillingItem)
MAX_BATCH_BYTES = 5 * 1024 * 1024


@router.post("/charges:batch", response_model=BatchAnswer)
async def put_charges(
    body: Batch, request: Request, _system: BillingSystem, session: SessionDep, once: OnceDep, today: Today
) -> Response:
    """Post up to 1000 charges. A refused one stops no other; a higher revision corrects."""
    return await once(
        200, lambda: _take(body, request, "charge", ChargeRecord, lambda told: post_charges(session, told, today))
    )


@router.post("/payments:batch", response_model=BatchAnswer)
async def put_payments(
    body: Batch, request: Request, _system: BillingSystem, session: SessionDep, once: OnceDep, today: Today
) -> Response:
    """Post up to 1000 payments. A refused one stops no other; a higher revision corrects."""
    return await once(
        200, lambda: _take(body, request, "payment", PaymentRecord, lambda told: post_payments(session, told, today))
    )


@router.post("/documents", response_model=BatchItem)
async def put_document(
    body: DocumentBody, request: Request, _system: BillingSystem, session: SessionDep, once: OnceDep
) -> Response:
    """Issue one document; without a file its printed form is rendered."""

    async def issue() -> BatchItem:
        (outcome,) = await issue_documents(session, [body])
        if any(flaw.code == "file_too_large" for flaw in outcome.flaws):
            raise TooLarge
        return _answer(0, "document", body, outcome, request)

    return await once(200, issue)


async def _take(
    body: Batch,
    request: Request,
    kind: Kind,
    record_class: type[R],
    post: Callable[[Sequence[R]], Awaitable[Sequence[Outcome]]],
) -> BatchAnswer:
    if len(await request.body()) > MAX_BATCH_BYTES:
        raise TooLarge
    read = await asyncio.to_thread(lambda: [_read(item, record_class) for item in body.items])
    outcomes = iter(await post([item for item in read if not isinstance(item, list)]))
    return BatchAnswer(items=list(_answers(read, kind, outcomes, request)))


def _read(item: Any, record_class: type[R]) -> R | list[FieldProblem]:
    try:
        return record_class.model_validate(item)
    except ValidationError as error:
        return list(field_problems(error.errors(include_url=False, include_input=False)))


def _answers(
    read: Sequence[BillingItem | list[FieldProblem]], kind: Kind, outcomes: Iterator[Outcome], request: Request
) -> Iterator[BatchItem]:
    for index, item in enumerate(read):
        if isinstance(item, list):
            yield BatchItem(index=index, status="refused", problem=_problem(ItemRefused(item), index, request))
        else:
            yield _answer(index, kind, item, next(outcomes), request)


def _answer(index: int, kind: Kind, item: BillingItem, outcome: Outcome, request: Request) -> BatchItem:
    if outcome.status == "refused":
        problem = refusal([FieldProblem(*flaw) for flaw in outcome.flaws])
        return BatchItem(index=index, status="refused", problem=_problem(problem, index, request))
    return BatchItem(index=index, status=outcome.status, id=item_id(kind, item.contract_number, item.source_id))


def _problem(problem: ItemRefused, index: int, request: Request) -> dict[str, Any]:
    russian = not prefers_english(request.headers.get("accept-language", ""))
    instance = f"{request.url.path}#/items/{index}"
    return document(problem, russian=russian, instance=instance, trace_id=None)
