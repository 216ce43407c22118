"""The whole stack: what is started in which order, and stopped in the reverse."""

import asyncio
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from localrun import parts, settings
from localrun.broker import Broker, find_broker
from localrun.children import Zygote
from localrun.console import say
from localrun.description import describe
from localrun.drawn import load_or_draw
from localrun.errors import StartError, in_one_sentence
from localrun.home import Home, write_private
from localrun.jobs import Jobs
from localrun.leftovers import wait_until_gone
from localrun.logs import rotate_for_ever
from localrun.ports import SERVICES
from localrun.postgres import Postgres
from localrun.settings import Addresses
from localrun.supervised import Part, Supervised

Result = TypeVar("Result")


class Stack:
    """One running stack. `start` returns when everything serves and the demo data are there; `stop` ends it all."""

    def __init__(self, home: Home, ports: dict[str, int], *, durable: bool, eventful: bool) -> None:
        self._home, self._ports, self._durable, self._eventful = home, ports, durable, eventful
        self._drawn = load_or_draw(home.secrets_file)
        self._zygote = Zygote(home)
        self._jobs = Jobs(home, self._zygote)
        self._parts: list[Supervised] = []
        self._idle: list[asyncio.Task[None]] = []
        self._complete = False
        self._threads = ThreadPoolExecutor(4)  # not asyncio's own, whose end it waits for: Ctrl-C comes first

    async def start(self) -> None:
        """What does not wait for something else is started at once. StartError when a part does not come up."""
        self._zygote.start()
        async with asyncio.TaskGroup() as together:
            databases = together.create_task(self._databases())
            broker = together.create_task(self._find_broker())
            smtp = together.create_task(self._mailbox())
        self._broker = broker.result()
        self._where = Addresses(
            ports=self._ports,
            kafka=self._broker.bootstrap,
            smtp=smtp.result(),
            mailbox=_given_smtp() is None,
            databases=databases.result(),
        )
        async with asyncio.TaskGroup() as together:
            together.create_task(self._seed())
            together.create_task(self._gateway())
            for part in [parts.web(self._where), *parts.services(self._where, self._drawn)]:
                together.create_task(self._run(part))
        await self._demo()
        self._complete = True
        self._describe()
        idle = [rotate_for_ever(self._home.logs), self._quicken(), self._history()]
        self._idle = [asyncio.create_task(work) for work in idle]

    async def stop(self) -> None:
        """In reverse order: the doors, the services, then what they stand on."""
        self._complete = False
        self._describe()
        for task in self._idle:
            task.cancel()
        await asyncio.gather(*self._idle, return_exceptions=True)
        for stage in (("gateway", "web"), SERVICES, ("mailbox",), ("kafka",), ("postgres",)):
            await asyncio.gather(*(part.stop() for part in self._of(stage)))
        await self._zygote.stop()
        await self._in_thread(wait_until_gone, self._home)
        self._parts.clear()
        self._describe()

    def kill(self) -> None:
        """Everything at once, without asking."""
        for part in self._parts:
            part.kill()

    async def _databases(self) -> dict[str, str]:
        databases = settings.given_databases()
        if missing := [service for service in SERVICES if service not in databases]:
            databases |= await self._embedded_databases(missing)
        await self._jobs.run("migrations", "localrun.migrate", [], settings.for_databases(databases))
        return databases

    async def _embedded_databases(self, services: Iterable[str]) -> dict[str, str]:
        password = self._drawn["postgres_password"]
        server = Postgres(self._home.path / "postgres", self._ports["postgres"], password, durable=self._durable)
        await self._in_thread(server.initialise)
        await self._run(parts.postgres(server))
        passwords = {service: self._drawn["database_passwords"][service] for service in services}
        return await self._in_thread(server.provide, passwords)

    async def _find_broker(self) -> Broker:
        broker = await self._in_thread(find_broker, self._home, self._ports)
        if broker.part:
            await self._run(broker.part)
        if broker.kind == "kafka":
            await self._jobs.run("topics", "events.provision", [broker.bootstrap], {})
        return broker

    async def _mailbox(self) -> str:
        if given := _given_smtp():
            return given
        await self._run(parts.mailbox(self._home, self._ports))
        return f"smtp://127.0.0.1:{self._ports['mailbox.smtp']}"

    async def _seed(self) -> None:
        environment = settings.for_service("identity", "api", self._where, self._drawn)
        await self._jobs.run("seed", "localrun.seed", [str(self._home.secrets_file)], environment)

    async def _gateway(self) -> None:
        config = self._home.path / "envoy.yaml"
        await self._jobs.run("render", "gateway.render", ["--out", str(config)], settings.for_gateway(self._where))
        await self._run(parts.gateway(config, self._where))

    async def _demo(self) -> None:
        # Where nobody can read the demo user's letters there is none.
        steps = ["registry", "user"] if self._where.mailbox else ["registry"]
        arguments = [self._where.gateway, str(self._home.secrets_file), *steps]
        await self._jobs.run("demo", "localrun.demo", arguments, {})

    async def _quicken(self) -> None:
        if self._broker.part and self._broker.kind == "kafka":
            with suppress(StartError, ConnectionError):  # nothing needs it
                await self._jobs.run("kafka-aot", "localrun.kafka_aot", [], {})

    async def _history(self) -> None:
        """What the demo user sees at the first look; nobody waits for it."""
        if self._eventful and self._where.mailbox:
            arguments = [self._where.gateway, str(self._home.secrets_file), "history"]
            try:
                await self._jobs.run("history", "localrun.demo", arguments, {})
            except (StartError, ConnectionError) as error:
                say(in_one_sentence(error))

    async def _in_thread(self, work: Callable[..., Result], *arguments: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _run(self, part: Part) -> None:
        supervised = Supervised(part, self._home, self._zygote, self._describe)
        self._parts.append(supervised)
        await supervised.start()

    def _of(self, stage: Iterable[str]) -> list[Supervised]:
        return [part for part in self._parts if part.part.name.split(".")[0] in stage]

    def _describe(self) -> None:
        with suppress(AttributeError):  # not all addresses are known yet
            processes = {part.part.name: part.pid for part in self._parts if part.pid}
            ready = self._complete and all(part.ready for part in self._parts)
            described = describe(self._where, self._broker, self._drawn, processes, ready=ready)
            self._write(described)

    def _write(self, described: dict[str, Any]) -> None:
        try:
            write_private(self._home.stack_file, described)
        except OSError as error:  # the processes are more important than their description
            say(in_one_sentence(error))


def _given_smtp() -> str | None:
    return os.environ.get("SMTP_URL") or None
