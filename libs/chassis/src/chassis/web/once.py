"""The dependency behind `Idempotency-Key`; see chassis.idempotency for what it promises."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeAlias

from fastapi import Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.auth import get_principal
from chassis.database import Database
from chassis.idempotency import IdempotencyKeyReused, StillRunning
from chassis.web.session import SessionDep

IdempotencyKey: TypeAlias = Annotated[str | None, Header(min_length=1, max_length=255)]


class Once:
    """Runs the work of one request at most once per key; without a key it just runs it."""

    def __init__(self, table: Table, session: AsyncSession, scope: tuple[str, str, str] | None, sha256: bytes) -> None:
        self._table = table
        self._session = session
        self._scope = scope
        self._sha256 = sha256

    async def __call__(self, status: int, work: Callable[[], Awaitable[BaseModel]]) -> Response:
        """The answer of `work` under `status`, or the stored one.

        Raises StillRunning (409) and IdempotencyKeyReused (422).
        """
        stored = await self._stored() if self._scope else None
        if stored is None:
            stored = status, (await work()).model_dump_json().encode()
            await self._store(*stored)
        return Response(stored[1], stored[0], media_type="application/json")

    async def _stored(self) -> tuple[int, bytes] | None:
        name = "\0".join(self._scope or ())
        lock_id = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        if not await self._session.scalar(select(func.pg_try_advisory_xact_lock(lock_id))):
            raise StillRunning
        columns = self._table.c
        where = [columns.principal, columns.route, columns.key]
        query = select(columns.request_sha256, columns.status, columns.body).where(
            *(column == value for column, value in zip(where, self._scope or (), strict=True))
        )
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            return None
        if row.request_sha256 != self._sha256:
            raise IdempotencyKeyReused
        return row.status, row.body

    async def _store(self, status: int, body: bytes) -> None:
        if self._scope is None:
            return
        principal, route, key = self._scope
        values = {"principal": principal, "route": route, "key": key, "request_sha256": self._sha256}
        await self._session.execute(insert(self._table).values(**values, status=status, body=body))


class DriverOnce:
    """As Once, for a hot path: without a key there is no session and no transaction, the work is given a connection
    of the driver's; with a key it is given the driver's connection of the transaction that keeps the answer."""

    def __init__(self, table: Table, database: Database, scope: tuple[str, str, str] | None, sha256: bytes) -> None:
        self._table = table
        self._database = database
        self._scope = scope
        self._sha256 = sha256

    async def __call__(self, status: int, work: Callable[[Any], Awaitable[BaseModel]]) -> Response:
        """As Once."""
        if self._scope is None:
            async with self._database.driver() as driver:
                body = (await work(driver)).model_dump_json().encode()
            return Response(body, status, media_type="application/json")
        async with self._database.session() as session:
            once = Once(self._table, session, self._scope, self._sha256)
            return await once(status, lambda: self._inside(session, work))

    @staticmethod
    async def _inside(session: AsyncSession, work: Callable[[Any], Awaitable[BaseModel]]) -> BaseModel:
        connection = await (await session.connection()).get_raw_connection()
        return await work(connection.driver_connection)


def idempotent(table: Table) -> Callable[..., Awaitable[Once]]:
    """The dependency that gives an endpoint its Once, scoped by caller and route."""

    async def once(request: Request, session: SessionDep, idempotency_key: IdempotencyKey = None) -> Once:
        return Once(table, session, *await _scope(request, idempotency_key))

    return once


def driver_idempotent(table: Table) -> Callable[..., Awaitable[DriverOnce]]:
    """The dependency that gives an endpoint its DriverOnce, scoped as Once is."""

    async def once(request: Request, idempotency_key: IdempotencyKey = None) -> DriverOnce:
        return DriverOnce(table, request.app.state.database, *await _scope(request, idempotency_key))

    return once


async def _scope(request: Request, key: str | None) -> tuple[tuple[str, str, str] | None, bytes]:
    """Whose key it is, of which route, and of what; nothing without a key."""
    if not key:
        return None, b""
    principal = await get_principal(request)
    subject = f"{principal.kind}:{principal.subject}" if principal else ""
    route = f"{request.method} {request.scope['route'].path}"
    return (subject, route, key), await _fingerprint(request)


async def _fingerprint(request: Request) -> bytes:
    """Of the path and the body: JSON by meaning, anything else by its bytes, forms by fields and files."""
    digest = hashlib.sha256(request.url.path.encode() + b"\0" + request.scope["query_string"] + b"\0")
    media_type = request.headers.get("content-type", "")
    if "json" in media_type:
        digest.update(json.dumps(await request.json(), sort_keys=True).encode())
    elif media_type.startswith("multipart/"):
        for name, value in (await request.form()).multi_items():
            digest.update(name.encode() + b"\0")
            if isinstance(value, str):
                digest.update(value.encode())
            else:
                digest.update(hashlib.sha256(await value.read()).digest())
                await value.seek(0)
    else:
        digest.update(await request.body())
    return digest.digest()
