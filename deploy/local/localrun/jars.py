"""The jars of one Apache Kafka node: fetched once by their coordinates, every one checked against its pinned digest."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from localrun.errors import StartError

_ROOT = Path(__file__).parents[3]
_LIST = Path(__file__).parent.parent / "kafka-jars-4.4.0.txt"


class NoRepositoryError(Exception):
    """No Maven repository answers."""


@dataclass(frozen=True)
class Jar:
    """One pinned jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, cache: Path) -> Path:
        """Where it lies in the cache."""
        return cache / f"{self.artifact}-{self.version}.jar"

    def is_intact(self, path: Path) -> bool:
        """Whether this file is there and is this jar."""
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256
        except OSError:
            return False


def jar_cache() -> Path:
    """Where the jars lie: in the user's cache directory for all his checkouts, in .cabinet/ if he has none."""
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    base = users / "cabinet" if _can_write(users) else _ROOT / ".cabinet"
    return base / "kafka-4.4.0"


def _can_write(directory: Path) -> bool:
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    return os.access(existing, os.W_OK)


def pinned_jars(listing: Path = _LIST) -> list[Jar]:
    """What `kafka-jars-4.4.0.txt` names."""
    lines = [line for line in listing.read_text().splitlines() if not line.startswith("#")]
    return [Jar(*line.replace(" sha256:", ":").split(":")) for line in lines]


def damaged_jars(cache: Path, jars: Sequence[Jar]) -> list[Jar]:
    """Those that are not in the cache as pinned."""
    with ThreadPoolExecutor(4) as pool:
        intact = list(pool.map(lambda jar: jar.is_intact(jar.path(cache)), jars))
    return [jar for jar, well in zip(jars, intact, strict=True) if not well]


def class_path(cache: Path, jars: Sequence[Jar]) -> str:
    """The class path of the node; what is missing or damaged is fetched first."""
    if missing := damaged_jars(cache, jars):
        _fetch(missing, cache)
    return ":".join(str(jar.path(cache)) for jar in jars)


def resolve(jar: Jar, staging: Path) -> Path:
    """Download one jar from the Maven repository."""
    from jgo.maven import MavenContext  # noqa: PLC0415 - only a first start needs it

    component = MavenContext(repo_cache=staging).project(jar.group, jar.artifact).at_version(jar.version)
    fetched: Path = component.artifact().resolve()
    return fetched


def _fetch(jars: Sequence[Jar], cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".fetch-", dir=cache))
    try:
        _fetch_one(jars[0], staging, cache)  # alone: where nobody answers, we wait for that once
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda jar: _fetch_one(jar, staging, cache), jars[1:]))
        for start_up_cache in cache.glob("*.aot"):  # made from the files that were replaced
            start_up_cache.unlink()
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fetch_one(jar: Jar, staging: Path, cache: Path) -> None:
    try:
        fetched = _try_twice(jar, staging)
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        raise NoRepositoryError(f"{jar.artifact}-{jar.version}.jar: {error}") from error
    if not jar.is_intact(fetched):
        raise StartError(
            f"The Maven repository sent a {jar.artifact}-{jar.version}.jar that is not the pinned one (sha256)."
        )
    fetched.replace(jar.path(cache))


def _try_twice(jar: Jar, staging: Path) -> Path:
    try:
        return resolve(jar, Path(tempfile.mkdtemp(dir=staging)))
    except (OSError, RuntimeError):
        return resolve(jar, Path(tempfile.mkdtemp(dir=staging)))
