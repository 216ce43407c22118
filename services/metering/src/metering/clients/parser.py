"""Parses customers' files in another process: a hostile one can neither hold the event loop nor take our memory."""

import asyncio
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from metering.clients.files.refusal import unreadable

_MEMORY = 2 * 2**30
_SECONDS = 40.0
T = TypeVar("T")


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


class Parser:
    """One child process, started at the first file and again after one that killed it."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, parse: Callable[[bytes], T], data: bytes) -> T:
        """The outcome of `parse(data)`; `FileRefusedError` also when it took too much memory or time."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_limit_memory)
        try:
            future = asyncio.get_running_loop().run_in_executor(self._pool, parse, data)
            return await asyncio.wait_for(future, _SECONDS)
        except MemoryError as error:
            raise unreadable() from error
        except (BrokenProcessPool, TimeoutError) as error:
            self.close()
            raise unreadable() from error

    def close(self) -> None:
        """Ends the child, whatever it is at."""
        pool, self._pool = self._pool, None
        if pool is not None:
            children = list((pool._processes or {}).values())  # noqa: SLF001  # the only way to end a stuck child
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.kill()
