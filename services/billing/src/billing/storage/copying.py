"""Rows that are certainly new, by COPY: nothing looks at their values one by one, neither here nor in the database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


async def copy_rows(session: AsyncSession, table: str, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows in the session's transaction, which a statement before has begun."""
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        raise RuntimeError("rows would be committed by themselves")
    await driver.copy_records_to_table(table, columns=names, records=[[row[name] for name in names] for row in rows])
