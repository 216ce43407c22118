"""`python -m localrun.migrate`: brings every service's database (`<NAME>_DATABASE_URL`) to its newest migration."""

import asyncio
import os
import sys
from pathlib import Path

from chassis.migrate import is_at_head, run_migrations

from localrun.ports import SERVICES

_SERVICES = Path(__file__).parents[3] / "services"


def main() -> None:
    """Skips the databases that are there already: that is one query each."""
    databases = {service: os.environ[f"{service.upper()}_DATABASE_URL"] for service in SERVICES}
    for service, done in zip(databases, asyncio.run(_at_head(databases)), strict=True):
        if not done:
            run_migrations(databases[service], _migrations(service))
            sys.stdout.write(f"{service}: migrated\n")


async def _at_head(databases: dict[str, str]) -> list[bool]:
    return await asyncio.gather(*(is_at_head(url, _migrations(service)) for service, url in databases.items()))


def _migrations(service: str) -> Path:
    return _SERVICES / service / "migrations"


if __name__ == "__main__":
    main()
