"""Migrations: idempotent, safe when run twice at once, and known to be complete or not."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from chassis.migrate import is_at_head, run_migrations
from localrun.testing import RunningPostgres
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

ENV = """
import os
from sqlalchemy import MetaData
from chassis.migrate import run_env
run_env(MetaData(), os.environ.get("EXAMPLE_DATABASE_URL"))
"""
VERSION = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "{revision}", {down}
def upgrade():
    op.execute("SELECT pg_sleep(0.3)")
    op.create_table("{table}", sa.Column("id", sa.Integer, primary_key=True))
def downgrade():
    op.drop_table("{table}")
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    location = tmp_path / "migrations"
    (location / "versions").mkdir(parents=True)
    (location / "env.py").write_text(ENV)
    (location / "versions" / "0001.py").write_text(VERSION.format(revision="0001", down=None, table="first"))
    (location / "versions" / "0002.py").write_text(VERSION.format(revision="0002", down="'0001'", table="second"))
    return location


@pytest.fixture
def url(postgres: RunningPostgres) -> str:
    return postgres.create_database("migrated")


async def tables(url: str) -> set[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    await engine.dispose()
    return set(names)


async def test_upgrade_then_nothing_to_do(url: str, scripts: Path) -> None:
    assert not await is_at_head(url, scripts)
    await asyncio.to_thread(run_migrations, url, scripts, "0001")
    assert not await is_at_head(url, scripts)
    await asyncio.to_thread(run_migrations, url, scripts)
    await asyncio.to_thread(run_migrations, url, scripts)
    assert await is_at_head(url, scripts)
    assert await tables(url) == {"alembic_version", "first", "second"}


def test_two_at_once_are_safe(url: str, scripts: Path) -> None:
    code = f"from chassis.migrate import run_migrations; run_migrations({url!r}, {str(scripts)!r})"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors.decode()


async def test_failed_migration_leaves_nothing(url: str, scripts: Path) -> None:
    second = scripts / "versions" / "0002.py"
    second.write_text(second.read_text().replace("def upgrade():", "def upgrade():\n    op.execute('nonsense')"))
    with pytest.raises(Exception, match="nonsense"):
        await asyncio.to_thread(run_migrations, url, scripts)
    assert "first" not in await tables(url)


async def test_alembic_command_line(url: str, scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ini = scripts.parent / "alembic.ini"
    ini.write_text("[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n")
    monkeypatch.setenv("EXAMPLE_DATABASE_URL", url)
    for command in (["upgrade", "head"], ["downgrade", "base"], ["upgrade", "head"]):
        run = [sys.executable, "-m", "alembic", "-c", str(ini), *command]
        done = await asyncio.to_thread(subprocess.run, run, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert await is_at_head(url, scripts)
