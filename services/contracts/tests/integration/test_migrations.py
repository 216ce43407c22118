"""The tables of the migrations are those of the models, and they can be taken back."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chassis.migrate import is_at_head
from contracts.storage.models import Base
from events import tables

SERVICE = Path(__file__).parents[2]


async def test_migrations_and_models_agree(world, settings):
    def is_ours(_item, name, kind, *_rest):
        return kind != "table" or name not in tables.metadata.tables

    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_ours})
        return compare_metadata(context, Base.metadata)

    async with world.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await is_at_head(settings.database_url, SERVICE / "migrations")
