"""Parses customers' files in another process: a hostile one can neither hold the event loop nor take our memory."""

import asyncio
import contextlib
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from typing import TypeVar

from metering.clients.files.refusal import unreadable

_SECONDS = 40.0
_AT_ONCE = 2**20
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG")  # what runs a hostile file finds no secrets
T = TypeVar("T")


class Parser:
    """One child process, started at the first file and again after one that killed it; files wait for their turn."""

    def __init__(self) -> None:
        self._child: Process | None = None
        self._turn = asyncio.Lock()

    async def run(self, parse: Callable[[bytes], T], data: bytes) -> T:
        """The outcome of `parse(data)`; `FileRefusedError` also when it took too much memory or time."""
        async with self._turn:
            try:
                done, outcome = await asyncio.wait_for(self._ask(parse, data), _SECONDS)
            except (OSError, EOFError, TimeoutError) as error:
                await self.close()
                raise unreadable() from error
            except asyncio.CancelledError:
                await self.close()  # its answer would be taken for the next file's
                raise
        if done:
            return outcome  # type: ignore[return-value]
        if isinstance(outcome, MemoryError):
            raise unreadable() from outcome
        assert isinstance(outcome, Exception)
        raise outcome

    async def _ask(self, parse: Callable[[bytes], T], data: bytes) -> tuple[bool, object]:
        if self._child is None:
            command = (sys.executable, "-m", "metering.clients.parser_child")
            known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            self._child = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, limit=_AT_ONCE, env=known
            )
        questions, answers = self._child.stdin, self._child.stdout
        assert questions is not None and answers is not None  # noqa: PT018 - both are piped
        questions.write(pickle.dumps((parse, data)))
        await questions.drain()
        length = int.from_bytes(await answers.readexactly(8), "big")
        done, outcome = pickle.loads(await answers.readexactly(length))  # noqa: S301 - written by our own child
        return done, outcome

    async def close(self) -> None:
        """Ends the child, whatever it is at."""
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself
                child.kill()
            await child.wait()
