"""One process of the stack, kept alive."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from localrun.children import Child, Module, Program, ProgramChild, Zygote, send
from localrun.console import say
from localrun.errors import StartError
from localrun.home import Home
from localrun.probes import Probe

_LONGEST_PAUSE = 4.0
_PROVEN_AFTER = 10.0  # a process that served for so long is started again at once
_PROBE_EVERY = 0.1


@dataclass(frozen=True)
class Part:
    """What to run under a name, and how to know that it serves."""

    name: str
    what: Callable[[], Awaitable[Program | Module]]
    probe: Probe
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    start_within: float = 60
    stop_within: float = 15
    is_lingering: Callable[[], bool] | None = None
    """Whether it was asked to end and waits for others to let it: then it is told by `stop_signal` not to wait."""


class Supervised:
    """Starts its part, starts it again whenever it ends, until told to stop."""

    def __init__(self, part: Part, home: Home, zygote: Zygote, changed: Callable[[], None]) -> None:
        self.part = part
        self.ready = False
        self._home, self._zygote, self._changed = home, zygote, changed
        self._child: Child | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Its process, the last one if it has none now."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Return when it serves; StartError if its first process ends or is not ready in time."""
        begun = time.monotonic()
        await self._launch()
        await self._until_it_serves()
        say(f"{self.part.name:<18} ready in {time.monotonic() - begun:.1f} s")
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it in order; by force when that takes too long."""
        if self._keeping:
            self._keeping.cancel()
        if self._child is None:
            return
        send(self._child, self.part.stop_signal)
        try:
            await asyncio.wait_for(self._child.exited(), self.part.stop_within)
        except TimeoutError:
            say(f"{self.part.name} does not stop: killed")
            self.kill()
            await self._child.exited()

    def kill(self) -> None:
        """End it now."""
        if self._child:
            send(self._child, signal.SIGKILL)

    async def _keep(self) -> None:
        quick_ends = 0
        while True:
            served_from = time.monotonic()
            how = _how(await self._ended_or_lingered())
            self._is_ready(False)
            quick_ends = quick_ends + 1 if time.monotonic() - served_from < _PROVEN_AFTER else 0
            pause = min(_LONGEST_PAUSE, 0.2 * 2**quick_ends) if quick_ends > 1 else 0.0
            say(f"{self.part.name} ended ({how}): starting it again" + (f" in {pause:.1f} s" if pause else ""))
            await asyncio.sleep(pause)
            while self._home.is_held(self.part.name):  # noqa: ASYNC110 - a file makes no event
                await asyncio.sleep(_PROBE_EVERY)
            with suppress(StartError, OSError):  # it will be seen as ended again
                await self._launch()
                await self._until_it_serves()
                say(f"{self.part.name} is back")

    async def _launch(self) -> None:
        log = self._home.log(self.part.name)
        environment = {**self._home.environment, **self.part.environment}
        match await self.part.what():
            case Module() as module:
                self._child = await self._zygote.fork(module, log, environment)
            case Program() as program:
                self._child = ProgramChild(program, log, environment, self._home.path)
        self._changed()

    async def _until_it_serves(self) -> None:
        ended = asyncio.create_task(self._ended())
        deadline = time.monotonic() + self.part.start_within
        try:
            while not await self.part.probe():
                await asyncio.wait([ended], timeout=_PROBE_EVERY)
                if ended.done():
                    raise StartError(self._explain(f"ended at its start ({_how(ended.result())})"))
                if time.monotonic() > deadline:
                    self.kill()
                    raise StartError(self._explain(f"does not serve after {self.part.start_within:.0f} s"))
        finally:
            ended.cancel()
        self._is_ready(True)

    async def _ended_or_lingered(self) -> int:
        assert self._child is not None
        ended = asyncio.create_task(self._ended())
        while not ended.done():
            await asyncio.wait([ended], timeout=1 if self.part.is_lingering else None)
            if self.part.is_lingering and self.part.is_lingering():
                send(self._child, self.part.stop_signal)
        return ended.result()

    async def _ended(self) -> int:
        assert self._child is not None
        return await self._child.exited()

    def _is_ready(self, ready: bool) -> None:
        self.ready = ready
        self._changed()

    def _explain(self, what: str) -> str:
        log = self._home.log(self.part.name)
        return f"{self.part.name} {what}; the end of {log}:\n{last_lines(log)}"


def last_lines(log: Path, count: int = 5) -> str:
    """The end of a log."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(f"    {line[:400]}" for line in lines[-count:])


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
