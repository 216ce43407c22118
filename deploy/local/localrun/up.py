"""One run of the stack at a console."""

import asyncio
import signal
from collections.abc import Callable

from localrun.console import complain, say, show
from localrun.description import table
from localrun.errors import in_one_sentence
from localrun.home import Home
from localrun.stack import Stack


async def run(stack: Stack, home: Home) -> int:
    """Start, stay until a signal comes, stop. The exit code."""
    asked_to_stop = asyncio.Event()
    _on_signals(asked_to_stop, stack.kill)
    starting = asyncio.create_task(stack.start())
    waiting = asyncio.create_task(asked_to_stop.wait())
    try:
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            if error := starting.exception():
                complain(in_one_sentence(_first(error)))
                return 1
            show(table(home.stack()))
            await waiting
        return 0
    finally:
        starting.cancel()
        await asyncio.wait({starting})
        say("stopping")
        await stack.stop()
        say("stopped")


def _on_signals(asked_to_stop: asyncio.Event, kill: Callable[[], None]) -> None:
    def handle() -> None:
        if asked_to_stop.is_set():  # the second one: somebody is in a hurry
            kill()
        asked_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, handle)


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
