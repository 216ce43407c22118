"""Migrations: one body for every service's `migrations/env.py`, and a way to run them in-process.

>>> from chassis.migrate import run_env        # the whole env.py of a service
>>> run_env(Base.metadata, Settings().database_url)
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_LOCK_ID: Final = 0x6D696772617465  # "migrate": whoever holds it runs migrations of this database


def run_env(metadata: MetaData | Sequence[MetaData], database_url: str | None = None) -> None:
    """What alembic asks of an env.py. The url of `run_migrations` wins over `database_url`."""
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection, metadata)
        return
    if database_url is None:
        raise RuntimeError("no database to migrate")
    asyncio.run(_with_connection(database_url, lambda open_one: _migrate(open_one, metadata)))


def run_migrations(database_url: str, script_location: str | Path, target: str = "head") -> None:
    """Bring the database to `target`. Two at once wait for each other; the second finds nothing to do."""

    def upgrade(connection: Connection) -> None:
        config = _config(script_location)
        config.attributes["connection"] = connection
        command.upgrade(config, target)

    asyncio.run(_with_connection(database_url, upgrade))


async def is_at_head(database_url: str, script_location: str | Path) -> bool:
    """Whether every migration has run: one SELECT."""
    heads = set(ScriptDirectory.from_config(_config(script_location)).get_heads())
    engine = create_async_engine(database_url, poolclass=NullPool)
    async with engine.connect() as connection:
        current = await connection.run_sync(lambda plain: MigrationContext.configure(plain).get_current_heads())
    return set(current) == heads


def _config(script_location: str | Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def _with_connection(database_url: str, work: Any) -> None:
    engine = create_async_engine(database_url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(work)
        await connection.commit()


def _migrate(connection: Connection, metadata: MetaData | Sequence[MetaData]) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _LOCK_ID})
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
