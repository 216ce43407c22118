"""The job `demo`: what `make up` tells its demo user, told to the gateway named on the command line."""

import os
import sys
from pathlib import Path

from localrun.demo import load_registry, make_demo_user, tell_history

SECRETS = Path("/run/secrets")


def main() -> None:
    """Registry, user, a year of bills and readings; what is there already stays."""
    gateway = sys.argv[1]
    user = {"email": os.environ["DEMO_EMAIL"], "password": _read("demo_user_password")}
    load_registry(gateway, _client("registry"))
    make_demo_user(gateway, user)
    tell_history(gateway, _client("billing"), user)


def _client(name: str) -> dict[str, str]:
    return {"client_id": name, "client_secret": _read(f"{name}_client_secret")}


def _read(name: str) -> str:
    return (SECRETS / name).read_text().strip()


if __name__ == "__main__":
    main()
