"""`python -m localrun up | down | doctor | logs`."""

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from localrun import doctor, down, logs, ports, up
from localrun.console import complain
from localrun.errors import StartError, in_one_sentence
from localrun.home import Home
from localrun.leftovers import end_leftovers
from localrun.spawn import die_with_parent
from localrun.stack import Stack

_ROOT = Path(__file__).parents[3]


def main() -> None:
    """Run one command; what goes wrong is one sentence and exit code 1."""
    arguments = _parser().parse_args()
    try:
        code: int = arguments.run(Home(arguments.home), arguments)
    except (StartError, OSError) as error:
        complain(in_one_sentence(error))
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)  # a thread that still fetches a jar must not hold us up


def _up(home: Home, arguments: argparse.Namespace) -> int:
    if arguments.bound:
        die_with_parent(signal.SIGTERM)
    home.create()
    with home.locked():
        end_leftovers(home)
        home.stack_file.unlink(missing_ok=True)  # it told of an earlier run
        chosen = ports.free_ports() if arguments.test else ports.choose()
        stack = Stack(home, chosen, durable=not arguments.test, eventful=not arguments.test)
        return asyncio.run(up.run(stack, home))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="localrun", description=__doc__)
    parser.add_argument("--home", type=Path, default=_ROOT / ".cabinet", help="where everything is kept")
    commands = parser.add_subparsers(required=True)
    start = commands.add_parser("up", help="start the stack and stay until Ctrl-C")
    start.add_argument("--bound", action="store_true", help="stop when the process that started us ends")
    start.add_argument("--test", action="store_true", help="any free ports; data need not outlive a power cut")
    start.set_defaults(run=_up)
    commands.add_parser("down", help="stop it").set_defaults(run=lambda home, _: down.stop(home))
    commands.add_parser("doctor", help="look what is wrong").set_defaults(run=lambda home, _: doctor.examine(home))
    shown = commands.add_parser("logs", help="follow the logs")
    shown.add_argument("names", nargs="*", help="of these processes only: identity, billing.api, …")
    shown.set_defaults(run=lambda home, arguments: logs.follow(home.logs, arguments.names))
    return parser
