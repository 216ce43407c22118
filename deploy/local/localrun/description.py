"""What the running stack says about itself: stack.json for programs, a table for people."""

from collections.abc import Mapping
from typing import Any

from localrun.broker import Broker
from localrun.registry import for_binding
from localrun.settings import Addresses


def describe(
    where: Addresses, broker: Broker, drawn: Mapping[str, Any], processes: Mapping[str, int], *, ready: bool
) -> dict[str, Any]:
    """The content of stack.json."""
    return {
        "ready": ready,
        "gateway": where.gateway,
        "kafka_bootstrap": where.kafka,
        "broker": broker.kind,
        "smtp": where.smtp,
        "mailbox": f"{where.gateway}/mail/" if where.mailbox else None,
        "databases": {service: url.replace("+asyncpg", "") for service, url in where.databases.items()},
        "operator": drawn["operator"],
        "demo_user": drawn["demo_user"],
        "service_clients": drawn["service_clients"],
        "demo_contracts": for_binding(),
        "ports": dict(where.ports),
        "processes": dict(processes),
    }


def table(stack: Mapping[str, Any]) -> str:
    """What runs where, and how to sign in."""
    ports = stack["ports"]
    rows = [
        (name, str(pid), f"127.0.0.1:{ports[name]}" if name in ports else "")
        for name, pid in stack["processes"].items()
    ]
    unbound = ", ".join(contract["number"] for contract in stack["demo_contracts"][:2])
    lines = [
        "",
        *(f"  {name:<18} {pid:>7}  {address}" for name, pid, address in sorted(rows)),
        "",
        f"  Portal            {stack['gateway']}/",
        f"  API               {stack['gateway']}/api/docs",
        f"  Mailbox           {stack['mailbox'] or stack['smtp'] + ' (given)'}",
        f"  Kafka             {stack['kafka_bootstrap']}" + (" (in memory)" if stack["broker"] == "memory" else ""),
        f"  Demo sign-in      {stack['demo_user']['email']}  {stack['demo_user']['password']}",
        f"  To be bound       {unbound} (e-mail {stack['demo_contracts'][0]['email']})",
        f"  Operator          {stack['operator']['email']}  {stack['operator']['password']}",
        "",
        "  Ctrl-C stops everything; the data stay.",
    ]
    return "\n".join(lines)
