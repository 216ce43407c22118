"""What every process of the stack is told by its environment."""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localrun.ports import SERVICES


@dataclass(frozen=True)
class Addresses:
    """Where the parts are that the services talk to."""

    ports: Mapping[str, int]
    kafka: str
    smtp: str
    mailbox: bool
    """Whether the mail server is our mailbox, whose letters can be read."""
    databases: Mapping[str, str]

    @property
    def gateway(self) -> str:
        """The public base URL."""
        return f"http://127.0.0.1:{self.ports['gateway']}"

    def upstream(self, name: str) -> str:
        """host:port of a part."""
        return f"127.0.0.1:{self.ports[name]}"


def given_databases() -> dict[str, str]:
    """DATABASE_URL_<SERVICE>: databases that take the place of the embedded ones."""
    names = {service: os.environ.get(f"DATABASE_URL_{service.upper()}") for service in SERVICES}
    return {service: re.sub(r"^\w+(\+\w+)?://", "postgresql+asyncpg://", url) for service, url in names.items() if url}


def for_databases(databases: Mapping[str, str]) -> dict[str, str]:
    """Every service's database."""
    return {f"{service.upper()}_DATABASE_URL": url for service, url in databases.items()}


def for_service(service: str, process: str, where: Addresses, drawn: Mapping[str, Any]) -> dict[str, str]:
    """One process of a service: its own database and secrets, nobody else's."""
    own = {
        "DATABASE_URL": where.databases[service],
        "KAFKA_BOOTSTRAP_SERVERS": where.kafka,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(where.ports[f"{service}.api"]),
        "OPS_PORT": str(where.ports[f"{service}.{process}.ops"]),
        "PUBLIC_URL": where.gateway,
        "JWKS_URL": f"http://{where.upstream('identity.api')}/api/identity/v1/.well-known/jwks.json",
        "ENVIRONMENT": "development",
        **(_SECRETS[service](where, drawn) if service in _SECRETS else {}),
    }
    return {f"{service.upper()}_{name}": value for name, value in own.items()}


def for_gateway(where: Addresses) -> dict[str, str]:
    """The gateway; its limits by address are wider here, where everybody has one address."""
    upstreams = {service: where.upstream(f"{service}.api") for service in SERVICES}
    upstreams["web"] = where.upstream("web")
    if where.mailbox:
        upstreams["mail"] = where.upstream("mailbox")
    own = {
        "PORT": str(where.ports["gateway"]),
        "ADMIN_PORT": str(where.ports["gateway.admin"]),
        "PUBLIC_URL": where.gateway,
        "ALLOWED_ORIGINS": json.dumps([f"http://localhost:{where.ports['gateway']}"]),
        "ADDRESS_RATE_FACTOR": "10",
        "UPSTREAMS": json.dumps(upstreams),
    }
    return {f"GATEWAY_{name}": value for name, value in own.items()}


def for_web(where: Addresses) -> dict[str, str]:
    """The static pages."""
    return {"WEB_HTTP_PORT": str(where.ports["web"]), "WEB_OPS_PORT": str(where.ports["web.ops"])}


_SECRETS: dict[str, Callable[[Addresses, Mapping[str, Any]], dict[str, str]]] = {
    "identity": lambda _where, drawn: {
        "LINK_KEYS": json.dumps(drawn["identity_link_keys"]),
        "SEALING_KEY": drawn["identity_sealing_key"],
        "LOGIN_FAILURES_PER_ADDRESS": "1000",  # ten times the usual: everybody has one address here
    },
    "contracts": lambda _where, drawn: {"LINK_KEYS": json.dumps(drawn["contracts_link_keys"])},
    "notifier": lambda where, drawn: {
        "IDENTITY_LINK_KEYS": json.dumps(drawn["identity_link_keys"]),
        "CONTRACTS_LINK_KEYS": json.dumps(drawn["contracts_link_keys"]),
        "SEALING_KEY": drawn["notifier_sealing_key"],
        "WEBHOOKS_TO_LOOPBACK": "true",  # a developer receives them on his own machine
        "SMTP_URL": where.smtp,
        "MAIL_FROM": "Личный кабинет <noreply@cabinet.example>",
    },
}
