"""pytest fixtures: parts of the local stack and the whole of it, each started once in a session and gone after it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from localrun.running_parts import RunningKafka, RunningMailbox, RunningPart, RunningPostgres
from localrun.running_stack import RunningStack, running_stack

__all__ = ["RunningKafka", "RunningMailbox", "RunningPostgres", "RunningStack"]

Part = TypeVar("Part", bound=RunningPart)


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Path]:
    """A directory for the data of this session's parts."""
    home = Path(tempfile.mkdtemp(prefix=".cabinet-test-"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(stack_home: Path) -> Iterator[RunningPostgres]:
    """An embedded PostgreSQL server."""
    yield from _running(RunningPostgres(stack_home))


@pytest.fixture(scope="session")
def kafka(stack_home: Path) -> Iterator[RunningKafka]:
    """A Kafka broker without topics."""
    yield from _running(RunningKafka(stack_home))


@pytest.fixture(scope="session")
def mailbox(stack_home: Path) -> Iterator[RunningMailbox]:
    """A mailbox."""
    yield from _running(RunningMailbox(stack_home))


@pytest.fixture(scope="session")
def stack(stack_home: Path) -> Iterator[RunningStack]:
    """The whole system on free ports; the one that runs already if CABINET_STACK names its stack.json."""
    if running := os.environ.get("CABINET_STACK"):
        yield RunningStack(Path(running))
        return
    with running_stack(stack_home / "stack") as started:
        yield started


def _running(part: Part) -> Iterator[Part]:
    part.start()
    yield part
    part.stop()
