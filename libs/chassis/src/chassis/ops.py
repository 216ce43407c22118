"""The operators' way to parked keys: look, retry in order, drop; each with a reason, each in the log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

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
        """The parked keys with `id, key, topic, type, reason, parked_at, behind`."""
        ...

    async def retry(self, key_id: UUID, /) -> bool:
        """Let the key go on, in order; False if there is no such key."""
        ...

    async def drop(self, key_id: UUID, /, *, reason: str) -> bool:
        """Give up the record that failed; False if there is no such key."""
        ...


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


class Reason(BaseModel):
    """Why the operator does it; kept in the log."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


def parked_router(make: Callable[[AsyncEngine], ParkedKeys], prefix: str) -> APIRouter:
    """`GET {prefix}/ops/parked`, `POST {prefix}/ops/parked/{id}:retry` and `:drop`, for operators."""
    router = APIRouter(prefix=f"{prefix}/ops/parked", tags=["ops"])

    def parked_keys(request: Request) -> ParkedKeys:
        return make(request.app.state.database.engine)

    Parked = Annotated[ParkedKeys, Depends(parked_keys)]  # noqa: N806 - an alias of a type

    @router.get("")
    async def list_parked(_operator: CurrentOperator, parked: Parked) -> ParkedList:
        return ParkedList(items=[ParkedKey.model_validate(item) for item in await parked.list()])

    @router.post("/{key_id}:retry", status_code=204)
    async def retry_parked(
        key_id: UUID, operator: CurrentOperator, parked: Parked, body: Reason | None = None
    ) -> Response:
        if not await parked.retry(key_id):
            raise NotFound
        reason = body.reason if body else None
        log.warning("parked_key_retried", key_id=str(key_id), operator=operator.subject, reason=reason)
        return Response(status_code=204)

    @router.post("/{key_id}:drop", status_code=204)
    async def drop_parked(key_id: UUID, body: Reason, operator: CurrentOperator, parked: Parked) -> Response:
        if not await parked.drop(key_id, reason=body.reason):
            raise NotFound
        log.warning("parked_key_dropped", key_id=str(key_id), operator=operator.subject, reason=body.reason)
        return Response(status_code=204)

    return router
