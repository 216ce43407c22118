"""The operators' doors that every service has: parked keys, the state of its events, the record of what was done."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from chassis.audit import Act, export_actions, read_actions
from chassis.auth import CurrentOperator
from chassis.database import SessionDep
from chassis.errors import NotFound
from chassis.health import OpsServer
from chassis.masking import masked_body
from chassis.pagination import Page

log = structlog.get_logger(__name__)


class ParkedKeys(Protocol):
    """What the event library offers; known here by its shape only. `on_record` runs in the act's transaction."""

    async def list(self) -> Sequence[Any]:
        """The parked keys with `id, key, topic, type, reason, parked_at, behind`."""
        ...

    async def look(self, key_id: UUID, /) -> Sequence[Any]:
        """The records that wait, in order, with `partition, offset, headers, value`."""
        ...

    async def retry(self, key_id: UUID, /, *, on_record: Any) -> bool:
        """Let the key go on, in order; False if there is no such key."""
        ...

    async def drop(self, key_id: UUID, /, *, reason: str, on_record: Any) -> bool:
        """Give up the record that failed; False if there is no such key."""
        ...


class Insight(Protocol):
    """What the event library knows of its tables."""

    async def state(self) -> Any:
        """Outbox, lag, parked keys."""
        ...

    async def trace(self, event_id: UUID, /) -> Any:
        """Where an event is."""
        ...


Facts = Callable[[AsyncSession], Awaitable[Mapping[str, Any]]]
"""What else operators want to know of a service: its queues and jobs, by name."""


@dataclass(frozen=True)
class OpsDoors:
    """What `create_app` was given for operators."""

    service: str
    parked_keys: Callable[[AsyncEngine], ParkedKeys] | None = None
    insight: Callable[[AsyncEngine], Insight] | None = None
    facts: Facts | None = None


class ParkedKey(BaseModel):
    """A key whose record could not be handled; `behind` later ones of the same key wait."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    key: str
    topic: str
    type: str | None
    reason: str
    parked_at: datetime
    behind: int


class ParkedList(BaseModel):
    """The parked keys of the service, oldest first."""

    items: list[ParkedKey]


class ParkedRecord(BaseModel):
    """A record that waits; personal data of its body are masked."""

    partition: int
    offset: int
    headers: dict[str, str | None]
    body: Any


class ParkedRecords(BaseModel):
    """The records of a parked key in order, the one that failed first."""

    items: list[ParkedRecord]


class Overview(BaseModel):
    """One service at a glance. `ready` is what its readiness checks say; `facts` are its own queues and jobs."""

    service: str
    ready: dict[str, str]
    events: Any
    facts: dict[str, Any]


class OperatorAction(BaseModel):
    """An act on record."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    at: datetime
    operator_id: UUID
    action: str
    subject: str
    reason: str | None
    address: str


class Reason(BaseModel):
    """Why the operator does it; kept in the record."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


def address_of(request: Request) -> str:
    """Where the operator sits: the gateway writes the true address last."""
    hop = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return hop[:45] or (request.client.host if request.client else "")


def ops_router(doors: OpsDoors) -> APIRouter:
    """Everything under `/api/<service>/v1/ops` that services share."""
    router = APIRouter(prefix=f"/api/{doors.service}/v1/ops", tags=["ops"])
    if doors.parked_keys is not None:
        _add_parked(router, doors.parked_keys)
    if doors.insight is not None:
        _add_insight(router, doors, doors.insight)
        _add_audit(router, doors.service)
    return router


def _add_parked(router: APIRouter, make: Callable[[AsyncEngine], ParkedKeys]) -> None:
    async def parked_keys(request: Request) -> ParkedKeys:
        return make(request.app.state.database.engine)

    Parked = Annotated[ParkedKeys, Depends(parked_keys)]  # noqa: N806 - an alias of a type

    @router.get("/parked")
    async def list_parked(_operator: CurrentOperator, parked: Parked) -> ParkedList:
        return ParkedList(items=[ParkedKey.model_validate(item) for item in await parked.list()])

    @router.get("/parked/{key_id}")
    async def look_at_parked(key_id: UUID, _operator: CurrentOperator, parked: Parked) -> ParkedRecords:
        records = await parked.look(key_id)
        if not records:
            raise NotFound
        return ParkedRecords(items=[_record(record) for record in records])

    @router.post("/parked/{key_id}:retry", status_code=204)
    async def retry_parked(
        key_id: UUID, operator: CurrentOperator, request: Request, parked: Parked, body: Reason | None = None
    ) -> Response:
        act = Act(UUID(operator.subject), address_of(request), body.reason if body else None)
        if not await parked.retry(key_id, on_record=act.recorder("parked_key_retried", str(key_id))):
            raise NotFound
        log.warning("parked_key_retried", key_id=str(key_id), operator=operator.subject, reason=act.reason)
        return Response(status_code=204)

    @router.post("/parked/{key_id}:drop", status_code=204)
    async def drop_parked(
        key_id: UUID, body: Reason, operator: CurrentOperator, request: Request, parked: Parked
    ) -> Response:
        act = Act(UUID(operator.subject), address_of(request), body.reason)
        record = act.recorder("parked_key_dropped", str(key_id))
        if not await parked.drop(key_id, reason=body.reason, on_record=record):
            raise NotFound
        log.warning("parked_key_dropped", key_id=str(key_id), operator=operator.subject, reason=body.reason)
        return Response(status_code=204)


def _record(record: Any) -> ParkedRecord:
    headers = {name: None if value is None else value.decode("utf-8", "replace") for name, value in record.headers}
    return ParkedRecord(
        partition=record.partition, offset=record.offset, headers=headers, body=masked_body(record.value)
    )


def _add_insight(router: APIRouter, doors: OpsDoors, make: Callable[[AsyncEngine], Insight]) -> None:
    @router.get("/overview")
    async def overview(_operator: CurrentOperator, request: Request, session: SessionDep) -> Overview:
        state = request.app.state
        facts = {} if doors.facts is None else dict(await doors.facts(session))
        events = await make(state.database.engine).state()
        return Overview(service=doors.service, ready=await _readiness(state.checks), events=events, facts=facts)

    @router.get("/events/{event_id}")
    async def trace_event(event_id: UUID, _operator: CurrentOperator, request: Request) -> Any:
        """Where one event is in this service: waiting to be sent, handled, parked."""
        return await make(request.app.state.database.engine).trace(event_id)


async def _readiness(checks: Mapping[str, Any]) -> dict[str, str]:
    return (await OpsServer(checks).readiness())[1]


def _add_audit(router: APIRouter, service: str) -> None:
    @router.get("/audit", response_model=Page[OperatorAction], responses={200: {"content": {"text/csv": {}}}})
    async def audit(
        _operator: CurrentOperator,
        request: Request,
        *,
        subject: Annotated[str | None, Query(max_length=100, description="the id of what was acted upon")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        cursor: UUID | None = None,
        format: Literal["json", "csv"] = "json",  # noqa: A002 - the name of the parameter in the URL
    ) -> Any:
        """What operators did here, the newest first; `format=csv` is the whole record as a file."""
        engine = request.app.state.database.engine
        if format == "csv":
            name = {"Content-Disposition": f'attachment; filename="audit-{service}.csv"'}
            return StreamingResponse(
                export_actions(engine, subject=subject), media_type="text/csv; charset=utf-8", headers=name
            )
        rows = await read_actions(engine, before=cursor, limit=limit, subject=subject)
        items = [OperatorAction.model_validate(row) for row in rows]
        return Page[OperatorAction](items=items, next_cursor=str(rows[-1].id) if len(rows) == limit else None)
