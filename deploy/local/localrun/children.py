"""The two ways of starting a process, behind one face: run a program, or fork a Python module from the zygote."""

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from localrun.home import Home
from localrun.spawn import spawn


class Child(Protocol):
    """A process that was started."""

    pid: int

    async def exited(self) -> int:
        """Wait for its end; its code, negative for a signal."""
        ...


@dataclass(frozen=True)
class Program:
    """A program to run."""

    argv: Sequence[str]
    death_signal: signal.Signals = signal.SIGKILL
    as_nobody: bool = False


@dataclass(frozen=True)
class Module:
    """A Python module to run as `python -m` would."""

    name: str
    arguments: Sequence[str] = ()


def send(child: Child, how: signal.Signals) -> None:
    """Signal a child, if it is still there."""
    try:
        os.kill(child.pid, how)
    except ProcessLookupError:
        return


class ProgramChild:
    """A program that is a child of ours."""

    def __init__(self, program: Program, log: Path, environment: Mapping[str, str], directory: Path) -> None:
        self._process = spawn(
            program.argv,
            log=log,
            env=environment,
            cwd=directory,
            death_signal=program.death_signal,
            as_nobody=program.as_nobody,
        )
        self.pid = self._process.pid
        self._exit = asyncio.create_task(self._watch())

    async def exited(self) -> int:
        """Wait for its end."""
        return await asyncio.shield(self._exit)

    async def _watch(self) -> int:
        ended = asyncio.Event()
        handle = os.pidfd_open(self.pid)
        loop = asyncio.get_running_loop()
        loop.add_reader(handle, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(handle)
            os.close(handle)
        return self._process.wait()


class ForkedChild:
    """A grandchild, forked by the zygote."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def exited(self) -> int:
        """Wait for its end."""
        return await asyncio.shield(self.exit)


class Zygote:
    """Our end of `localrun.zygote`. A zygote that ends is replaced at the next fork; its children end with it."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ids = itertools.count()
        self._children: dict[int, ForkedChild] = {}
        self._orders: dict[int, asyncio.Future[ForkedChild]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = asyncio.Event()

    async def fork(self, module: Module, log: Path, environment: Mapping[str, str]) -> Child:
        """Run a module in a fork."""
        self.start()
        await self._ready.wait()
        number = next(self._ids)
        order = {"id": number, "module": module.name, "arguments": list(module.arguments), "log": str(log)}
        order |= {"environment": dict(environment), "directory": str(self._home.path)}
        answer: asyncio.Future[ForkedChild] = asyncio.get_running_loop().create_future()
        self._orders[number] = answer
        self._writer.write(json.dumps(order).encode() + b"\n")
        return await answer

    def start(self) -> None:
        """Begin to import, unless it lives."""
        if self._process is not None:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "localrun.zygote", str(self._home.stack_file)]
            # No death signal: the zygote sees our end of the socket close, and has something to do then.
            self._process = spawn(
                command, log=self._home.log("zygote"), env=self._home.environment, stdin=theirs.fileno(), death_signal=0
            )
        self._reading = asyncio.create_task(self._read(ours))

    async def stop(self) -> None:
        """End it; its children must have ended."""
        if self._process is not None:
            self._process.terminate()
            await self._reading

    async def _read(self, channel: socket.socket) -> None:
        reader, self._writer = await asyncio.open_connection(sock=channel)
        while line := await reader.readline():
            self._hear(json.loads(line))
        self._writer.close()
        self._ready.clear()
        if self._process is not None:
            self._process.wait()
            self._process = None
        for child in self._children.values():
            child.exit.set_result(-signal.SIGKILL)
        for order in self._orders.values():
            if not order.cancelled():
                order.set_exception(ConnectionError("the zygote ended"))
        self._children, self._orders = {}, {}

    def _hear(self, message: dict[str, Any]) -> None:
        if "ready" in message:
            self._ready.set()
        elif "id" in message:
            child = self._children[message["pid"]] = ForkedChild(message["pid"])
            order = self._orders.pop(message["id"])
            if not order.cancelled():
                order.set_result(child)
        else:
            self._children.pop(message["exited"]).exit.set_result(message["code"])
