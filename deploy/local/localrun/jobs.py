"""Python modules that are run once and must succeed."""

import asyncio
import signal
from collections.abc import Mapping, Sequence

from localrun.children import Module, Zygote, send
from localrun.errors import StartError
from localrun.home import Home
from localrun.supervised import last_lines


class Jobs:
    """Runs modules in forks of the zygote, each with its own log."""

    def __init__(self, home: Home, zygote: Zygote) -> None:
        self._home, self._zygote = home, zygote

    async def run(self, name: str, module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Return when it has ended well; StartError with the end of its log otherwise."""
        log = self._home.log(name)
        child = await self._zygote.fork(Module(module, arguments), log, {**self._home.environment, **environment})
        try:
            code = await child.exited()
        except asyncio.CancelledError:
            send(child, signal.SIGKILL)
            await child.exited()
            raise
        if code != 0:
            raise StartError(f"{name} failed (exit code {code}); the end of {log}:\n{last_lines(log)}")
