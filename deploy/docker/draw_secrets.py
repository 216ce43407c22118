"""`python3 deploy/docker/draw_secrets.py [FOLDER]`: a file for every secret of docker-compose.yml that has none yet.

What exists stays as it is: a secret is changed by writing the file. Needs no package. The folder may be looked into by
its owner only; the files in it may be read by all, since the processes in the containers are other users than you.
"""

import base64
import json
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
KAFKA_USERS = (*SERVICES, "supplier", "observer")
FOLDER = Path(__file__).parent / "secrets"


def _word() -> str:
    return secrets.token_urlsafe(24)


def _keys() -> str:
    return json.dumps([_key()])


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _database_url(service: str) -> str:
    return f"postgresql+asyncpg://{service}:{secrets.token_hex(24)}@postgres:5432/{service}"


SECRETS: dict[str, Callable[[], str]] = {
    "postgres_password": _word,
    "kafka_admin_password": _word,
    **{f"{service}_database_url": lambda service=service: _database_url(service) for service in SERVICES},  # type: ignore[misc]
    **{f"{user}_kafka_sasl_password": _word for user in KAFKA_USERS},
    "identity_link_keys": _keys,
    "contracts_link_keys": _keys,
    "identity_sealing_key": _key,
    "notifier_sealing_key": _key,
    "notifier_smtp_url": lambda: "smtp://mailpit:1025?starttls=never",
    "operator_password": _word,
    "registry_client_secret": _word,
    "billing_client_secret": _word,
    "demo_user_password": _word,
    "grafana_password": _word,
}


def draw(folder: Path) -> list[str]:
    """Write what is missing; the names of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    missing = [name for name in SECRETS if not (folder / name).exists()]
    for name in missing:
        file = folder / name
        file.touch(mode=0o600)
        file.write_text(SECRETS[name]() + "\n")
        file.chmod(0o444)
    return missing


if __name__ == "__main__":
    drawn = draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    print(f"drawn: {', '.join(drawn) or 'nothing, all secrets are there'}")
