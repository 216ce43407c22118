"""Whose fault is it: the infrastructure's (wait and try again) or the record's (park it)?"""

import socket

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from events.broker import BrokerError
from events.refusals import RefusedEventsError

_CONNECTION: tuple[type[BaseException], ...] = (
    BrokerError,
    ConnectionError,
    TimeoutError,  # of a handler: see HandlerTimeoutError
    PoolTimeoutError,
    socket.gaierror,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
# SQLSTATE classes: connection exception, insufficient resources, operator intervention, system error.
_STATES = ("08", "53", "57P", "58")


def is_infrastructure(error: BaseException) -> bool:
    """Whether the broker or the database is to blame. Deadlocks and statement timeouts are the handler's."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or state.startswith(_STATES)
    # asyncio raises a bare OSError when none of a host's addresses answers.
    return isinstance(error, _CONNECTION) or type(error) is OSError


def describe(error: BaseException) -> str:
    """One line for operators, without the parameters of a statement: they may be personal data."""
    if isinstance(error, RefusedEventsError):
        return describe(error.refused[0][1])
    message = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    if isinstance(error, SQLAlchemyError) and not isinstance(error, DBAPIError):
        message = ""
    line = message.partition("\n")[0].replace("\x00", "")[:500]
    return f"{type(error).__name__}: {line}" if line else type(error).__name__
