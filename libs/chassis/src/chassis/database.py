"""The engine, one transaction per unit of work, and which errors mean that the database is away.

What a service names outside its storage (`AsyncSession`, `SQLAlchemyError`) comes from here.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog
from asyncpg import PostgresError
from sqlalchemy import MetaData, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from chassis.settings import ServiceSettings

if TYPE_CHECKING:
    from chassis.web.session import SessionDep, get_session

__all__ = [
    "NAMING_CONVENTION",
    "AsyncSession",
    "Database",
    "SQLAlchemyError",
    "SessionDep",
    "declarative_base_with_conventions",
    "get_session",
    "is_away",
    "sqlstate",
]

NAMING_CONVENTION: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_CONNECT_TIMEOUT: Final = 3.0
_POOL_TIMEOUT: Final = 3.0
_AWAY_PAUSE: Final = 0.5

T = TypeVar("T")
log = structlog.get_logger(__name__)


def __getattr__(name: str) -> Any:  # SessionDep needs FastAPI, which a worker must not import
    if name in {"SessionDep", "get_session"}:
        from chassis.web import session  # noqa: PLC0415

        return getattr(session, name)
    raise AttributeError(name)


def declarative_base_with_conventions() -> type[DeclarativeBase]:
    """A fresh declarative base whose constraints are all named, so that migrations can speak of them."""

    class Base(DeclarativeBase):
        metadata = MetaData(naming_convention=NAMING_CONVENTION)

    return Base


class Database:
    """The engine of one process, with a pool of at most 16 connections, kept once opened."""

    def __init__(self, settings: ServiceSettings) -> None:
        statement_timeout = int(settings.database_timeout_seconds * 1000)
        self.engine: AsyncEngine = create_async_engine(
            settings.database_url,
            pool_size=settings.database_pool_size,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT,
            hide_parameters=True,
            connect_args={
                "timeout": _CONNECT_TIMEOUT,
                "server_settings": {
                    "statement_timeout": str(statement_timeout),
                    "idle_in_transaction_session_timeout": str(4 * statement_timeout),
                    "jit": "off",
                },
            },
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_dead_connection)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on any error."""
        async with self._sessions() as session, session.begin():
            yield session

    async def patiently(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """`work` in one transaction, again and again for as long as the database is away; any other error is raised."""
        while True:
            try:
                async with self.session() as session:
                    return await work(session)
            except (SQLAlchemyError, OSError) as error:
                if not is_away(error):
                    raise
                log.warning("database_away", error=type(error).__name__)
                await asyncio.sleep(_AWAY_PAUSE)

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Any]:
        """The driver's own connection (asyncpg), outside of any transaction: for a hot path that is one statement."""
        async with self.engine.connect() as connection:
            yield (await connection.get_raw_connection()).driver_connection

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _refuse_dead_connection(dbapi_connection: Any, record: object, proxy: object) -> None:
    """After a restart of the server the pool drops what died: free, where a ping costs a round trip."""
    if dbapi_connection.driver_connection.is_closed():
        raise DisconnectionError


def sqlstate(error: BaseException) -> str:
    """The SQLSTATE behind an error of SQLAlchemy or asyncpg, or ""."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "")


def is_away(error: BaseException) -> bool:
    """Whether this says that the database can not serve us now, and the same call may work later.

    Besides lost connections: out of resources (53), operator intervention and timeouts (57),
    deadlocks and serialization failures (40).
    """
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError | socket.gaierror):
        return True
    if not isinstance(error, DBAPIError | PostgresError):
        return False
    lost = isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error.orig, OSError))
    return lost or sqlstate(error)[:2] in {"08", "40", "53", "57"}
