"""Expand, migrate, contract: what a migration does to tables that are in use (docs/backup.md). Their SQL is taken from
a real run and read by squawk."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chassis.migrate import run_migrations
from sqlalchemy import Engine, event

SERVICES = Path(__file__).parents[3] / "services"
SQUAWK = Path(sys.executable).with_name("squawk")
REFUSED = {
    "adding-field-with-default",
    "adding-required-field",
    "adding-serial-primary-key-field",
    "adding-not-nullable-field",
    "ban-drop-column",
    "ban-drop-not-null",
    "ban-drop-table",
    "changing-column-type",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "renaming-column",
    "renaming-table",
    "require-concurrent-index-creation",
}
FOUNDED = "0002"
"""The revision that every service's first tables end with; what comes after may meet customers' data."""
ALLOWED = {
    ("billing", "0005", "require-concurrent-index-creation"): "before the first release: nobody waits for the table",
    ("metering", "0004", "require-concurrent-index-creation"): "before the first release: nobody waits for the table",
}


def told(statements: str) -> set[str]:
    """Rules that these statements break."""
    command = [str(SQUAWK), "--reporter", "json", "--assume-in-transaction", "--pg-version", "17"]
    done = subprocess.run(command, input=statements, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return {one["rule_name"] for one in json.loads(done.stdout)} & REFUSED


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Every statement that is run."""
    kept: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        kept.append(statement)

    event.listen(Engine, "before_cursor_execute", keep)
    yield kept
    event.remove(Engine, "before_cursor_execute", keep)


def by_revision(statements: list[str]) -> dict[str, str]:
    """The SQL of each migration."""
    found: dict[str, str] = {}
    part: list[str] = []
    for statement in statements:
        if reached := re.search(r"alembic_version.*'(\d{4})'", statement.partition("WHERE")[0]):
            found[reached[1]] = ";\n".join(part) + ";"
            part = []
        elif re.match(r"\s*(CREATE|ALTER|DROP|UPDATE|COMMENT)", statement):
            part.append(statement)
    return found


@pytest.mark.parametrize("service", sorted(path.name for path in SERVICES.iterdir() if path.is_dir()))
def test_migrations_leave_the_version_before_running(postgres, written, service):
    run_migrations(postgres.create_database(f"rules_{service}"), SERVICES / service / "migrations")
    revisions = by_revision(written)
    assert FOUNDED in revisions
    broken = {
        (service, revision, rule) for revision, sql in revisions.items() if revision > FOUNDED for rule in told(sql)
    }
    assert broken - ALLOWED.keys() == set()


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE charges DROP COLUMN vat;", "ban-drop-column"),
        ("ALTER TABLE charges RENAME COLUMN vat TO tax;", "renaming-column"),
        ("ALTER TABLE charges ALTER COLUMN vat TYPE text;", "changing-column-type"),
        ("CREATE INDEX ix_x ON charges (vat);", "require-concurrent-index-creation"),
        ("DROP TABLE charges;", "ban-drop-table"),
    ],
)
def test_what_would_break_or_block_is_found(statement, rule):
    assert rule in told(statement)


def test_what_only_adds_is_fine():
    assert told("ALTER TABLE charges ADD COLUMN note text;") == set()
    assert told("CREATE TABLE notes (id uuid PRIMARY KEY); CREATE INDEX ix_n ON notes (id);") == set()
