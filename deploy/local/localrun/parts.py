"""The processes of the stack: what each runs, and how it is known to serve."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from localrun import kafka_aot, probes, settings
from localrun import postgres as pg
from localrun.children import Module, Program
from localrun.home import Home
from localrun.kafka import Kafka
from localrun.ports import SERVICES
from localrun.settings import Addresses
from localrun.supervised import Part

PROCESSES = ("api", "worker")


def postgres(server: pg.Postgres) -> Part:
    """The embedded database server."""

    async def what() -> Program:
        server.forget_dead_server()
        return Program(server.command(), death_signal=pg.DEATH_SIGNAL, as_nobody=True)

    probe = probes.called(server.is_ready)
    return Part("postgres", what, probe, stop_signal=pg.STOP_SIGNAL, is_lingering=server.is_stopping)


def kafka(node: Kafka) -> Part:
    """The broker, initialised."""

    async def what() -> Program:
        return Program(node.command(*kafka_aot.flags()))

    return Part("kafka", what, probes.tcp(node.port))


def memory_broker(port: int) -> Part:
    """The broker in memory."""
    return Part("kafka", _module("localrun.memory_broker", str(port)), probes.tcp(port))


def mailbox(home: Home, ports: Mapping[str, int]) -> Part:
    """The mail server that keeps letters."""
    arguments = (str(home.path / "mail"), str(ports["mailbox.smtp"]), str(ports["mailbox"]))
    return Part("mailbox", _module("localrun.mailbox", *arguments), probes.http(ports["mailbox"], "/mail/livez"))


def service(name: str, process: str, where: Addresses, drawn: Mapping[str, Any]) -> Part:
    """One of the two processes of a service."""
    module = {"api": "main", "worker": "worker"}[process]
    return Part(
        f"{name}.{process}",
        _module(f"{name}.{module}"),
        probes.http(where.ports[f"{name}.{process}.ops"], "/readyz"),
        environment=settings.for_service(name, process, where, drawn),
        stop_within=20,
    )


def services(where: Addresses, drawn: Mapping[str, Any]) -> list[Part]:
    """All processes of all services."""
    return [service(name, process, where, drawn) for name in SERVICES for process in PROCESSES]


def web(where: Addresses) -> Part:
    """The static pages."""
    probe = probes.http(where.ports["web.ops"], "/readyz")
    return Part("web", _module("webserver"), probe, environment=settings.for_web(where))


def gateway(config: Path, where: Addresses) -> Part:
    """Envoy with a rendered configuration, and its keeper who lets requests in hand finish."""
    return Part("gateway", _module("gateway.serve", str(config)), probes.http(where.ports["gateway.admin"], "/ready"))


def _module(name: str, *arguments: str) -> Any:
    async def what() -> Module:
        return Module(name, arguments)

    return what
