"""The rooms that every service has: migrations as the models say, OpenAPI, operators' door."""

import httpx
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from billing.settings import Settings
from billing.storage.models import Base
from chassis.migrate import is_at_head
from chassis.testing import Issuer
from events import tables
from fastapi import FastAPI
from sqlalchemy import Connection, MetaData

from .conftest import MIGRATIONS


async def test_migrations_make_what_the_models_say(app: FastAPI, settings: Settings) -> None:
    def differences(connection: Connection) -> list[object]:
        expected = MetaData()
        for metadata in (Base.metadata, tables.metadata):
            for table in metadata.tables.values():
                table.to_metadata(expected)
        found = compare_metadata(MigrationContext.configure(connection), expected)
        return [change for change in found if getattr(change[1], "name", None) != "ix_inbox_received_at"]

    async with app.state.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await is_at_head(settings.database_url, MIGRATIONS)


async def test_openapi(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/billing/v1/openapi.json")).json()
    assert all(path.startswith("/api/billing/v1/") for path in document["paths"])


async def test_operators_see_parked_keys(client: httpx.AsyncClient, issuer: Issuer) -> None:
    assert (await client.get("/api/billing/v1/ops/parked", headers=issuer.operator())).status_code == 200
    assert (await client.get("/api/billing/v1/ops/parked", headers=issuer.user())).status_code == 403
