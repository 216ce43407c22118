"""`python3 deploy/docker/describe.py OUT`: stack.json of the system in containers, for CABINET_STACK and the journeys.

    FILES="-f docker-compose.yml -f deploy/docker/compose.stories.yml"
    docker compose $FILES up -d --build && python3 deploy/docker/describe.py /tmp/boxed/stack.json
    CABINET_STACK=/tmp/boxed/stack.json .venv/bin/python -m pytest tests/integration -m "not reliability"

Stories marked `reliability`, and the one that kills metering's worker, end processes of this machine by their numbers:
they belong to the stack of `make up`. `processes` is empty here.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECRETS = Path(__file__).parent / "secrets"
FILES = ("docker-compose.yml", "deploy/docker/compose.stories.yml")
SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
REGISTRY = ROOT / "deploy/local/demo/registry.json"


def describe(composed: dict[str, Any]) -> dict[str, Any]:
    """What `docker compose config` says, and the secrets, in the words of stack.json."""
    services = composed["services"]
    ports = {name: _published(services[name]) for name in ("postgres", "kafka", "gateway")}
    ports["mailbox"] = _published(services["mailpit"])
    gateway = services["gateway"]["environment"]["GATEWAY_PUBLIC_URL"]
    return {
        "ready": True,
        "gateway": gateway,
        "kafka_bootstrap": services["kafka"]["environment"]["EXTERNAL"],
        "kafka_client": {
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": "admin",
            "sasl.password": _secret("kafka_admin_password"),
        },
        "broker": "kafka",
        "mailbox": f"{gateway}/mail/",
        "databases": {service: _database(service, ports["postgres"]) for service in SERVICES},
        "operator": {
            "email": services["seed"]["environment"]["OPERATOR_EMAIL"],
            "password": _secret("operator_password"),
        },
        "demo_user": {
            "email": services["demo"]["environment"]["DEMO_EMAIL"],
            "password": _secret("demo_user_password"),
        },
        "service_clients": {
            name: {"client_id": name, "client_secret": _secret(f"{name}_client_secret")}
            for name in ("registry", "billing")
        },
        "demo_contracts": _demo_contracts(),
        "ports": ports,
        "processes": {},
    }


def _published(service: dict[str, Any]) -> int:
    return int(service["ports"][0]["published"])


def _database(service: str, port: int) -> str:
    return _secret(f"{service}_database_url").replace("+asyncpg", "").replace("@postgres:5432", f"@127.0.0.1:{port}")


def _demo_contracts() -> list[dict[str, str]]:
    items = json.loads(REGISTRY.read_text())["items"]
    return [{"number": item["number"], "email": item["emails"][0]} for item in items[1:] if item["emails"]]


def _secret(name: str) -> str:
    return (SECRETS / name).read_text().strip()


def main() -> None:
    """Writes the file for its owner only."""
    out = Path(sys.argv[1])
    files = [word for file in FILES for word in ("-f", str(ROOT / file))]
    command = ["docker", "compose", *files, "--profile", "demo", "config", "--format", "json"]
    said = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own command
    composed = json.loads(said.stdout)
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    out.touch(mode=0o600)
    out.write_text(json.dumps(describe(composed), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
