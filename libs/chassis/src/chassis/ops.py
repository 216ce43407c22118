"""The operators' way to parked keys: look, retry in order, drop; each with a reason, each in the log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol

import structlog
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.auth import CurrentOperator
from chassis.errors import NotFound

log = structlog.get_logger(__name__)


class ParkedKeys(Protocol):
    """What the event library offers; known here by its shape only."""

    async def list(self) -> Sequence[Any]:
        """Every parked key with `id, key, topic, type, reason, parked_at, behind`."""
        ...

    async def retry(self, parked_id: Any) -> bool:
        """Let the key go on, in order; False if there is no such key."""
        ...

    async def drop(self, parked_id: Any, reason: str) -> bool:
        """Give the parked event up; False if there is no such key."""
        ...


class ParkedKey(BaseModel):
    """A key whose event could not be handled; `behind` later ones of the same key wait."""

    model_config = ConfigDict(from_attributes=True)

    id: Any
    key: str | None
    topic: str
    type: str | None
    reason: str
    parked_at: datetime
    behind: int


class ParkedList(BaseModel):
    """All parked keys of the service."""

    items: list[ParkedKey]


class Reason(BaseModel):
    """Why the operator does it; kept in the audit."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


def parked_router(make: Callable[[AsyncEngine], ParkedKeys], prefix: str) -> APIRouter:
    """`GET {prefix}/ops/parked`, `POST {prefix}/ops/parked/{id}:retry` and `:drop`."""
    router = APIRouter(prefix=f"{prefix}/ops/parked", tags=["ops"])

    def parked_keys(request: Request) -> ParkedKeys:
        return make(request.app.state.database.engine)

    Parked = Annotated[ParkedKeys, Depends(parked_keys)]  # noqa: N806

    @router.get("")
    async def list_parked(_operator: CurrentOperator, parked: Parked) -> ParkedList:
        return ParkedList(items=[ParkedKey.model_validate(item) for item in await parked.list()])

    @router.post("/{parked_id}:retry", status_code=204)
    async def retry(parked_id: int, body: Reason, operator: CurrentOperator, parked: Parked) -> Response:
        if not await parked.retry(parked_id):
            raise NotFound
        log.warning("parked_key_retried", parked_id=parked_id, operator=operator.subject, reason=body.reason)
        return Response(status_code=204)

    @router.post("/{parked_id}:drop", status_code=204)
    async def drop(parked_id: int, body: Reason, operator: CurrentOperator, parked: Parked) -> Response:
        if not await parked.drop(parked_id, body.reason):
            raise NotFound
        log.warning("parked_key_dropped", parked_id=parked_id, operator=operator.subject, reason=body.reason)
        return Response(status_code=204)

    return router
