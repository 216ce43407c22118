"""The driver's own connection, for the statements that every submission waits for (style: one hot path, no more)."""

from typing import Any, TypeAlias

from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncSession

Driver: TypeAlias = Any
"""A connection of asyncpg, which has no types."""


async def driver_of(session: AsyncSession) -> Driver:
    """The asyncpg connection of the session. It is inside of the session's transaction once the session has run a
    statement of its own: the first one begins it."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


def dumped(value: Any) -> str | None:
    """JSON as the driver takes it (it gives it parsed)."""
    return None if value is None else to_json(value).decode()
