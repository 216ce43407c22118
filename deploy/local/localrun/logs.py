"""Logs: kept small while their processes write, and shown."""

import asyncio
import shutil
import sys
import time
from pathlib import Path

_LARGEST = 10 << 20
_KEPT = 3
_EVERY = 10.0
_TAIL = 2000  # bytes shown of what was there before


async def rotate_for_ever(directory: Path) -> None:
    """Keep every log below 10 MB and three older pieces of it."""
    while True:
        await asyncio.sleep(_EVERY)
        await asyncio.to_thread(rotate_large, directory)


def rotate_large(directory: Path) -> None:
    """Rotate those above 10 MB."""
    for log in directory.glob("*.log"):
        if log.stat().st_size > _LARGEST:
            rotate(log)


def rotate(log: Path) -> None:
    """Copy and empty: its process goes on appending to the same file."""
    for number in range(_KEPT - 1, 0, -1):
        older = _piece(log, number)
        if older.exists():
            older.replace(_piece(log, number + 1))
    shutil.copyfile(log, _piece(log, 1))
    with log.open("r+") as file:
        file.truncate(0)


def _piece(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")


def follow(directory: Path, names: list[str]) -> int:
    """Show the logs (of the processes whose names begin so) as they grow, until interrupted."""
    shown: dict[Path, int] = {}
    while True:
        for log in sorted(directory.glob("*.log")):
            if not names or log.stem.startswith(tuple(names)):
                shown[log] = _show(log, shown.get(log))
        sys.stdout.flush()
        time.sleep(0.3)


def _show(log: Path, position: int | None) -> int:
    size = log.stat().st_size
    if position is None:
        position = max(0, size - _TAIL)
    if size < position:  # it was rotated
        position = 0
    with log.open("rb") as file:
        file.seek(position)
        *lines, rest = file.read().split(b"\n")
        end = file.tell()
    for line in lines:
        sys.stdout.write(f"{log.stem:<18} {line.decode(errors='replace')}\n")
    return end - len(rest)
