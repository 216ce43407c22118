"""`python web/openapi.py FOLDER`: each service's OpenAPI document as FOLDER/<service>.json, without a running system.

The portal's client is generated from them: `npm run api`.
"""

import importlib
import json
import sys
from pathlib import Path

SERVICES = ("identity", "contracts", "billing", "metering", "notifier")


def write(folder: Path) -> None:
    """Builds each application as its process does and asks it what it serves."""
    folder.mkdir(parents=True, exist_ok=True)
    for service in SERVICES:
        settings = importlib.import_module(f"{service}.settings").Settings()
        document = importlib.import_module(f"{service}.main").build(settings).openapi()
        (folder / f"{service}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
