"""A process is a group of tasks: one dies, all stop in reverse order, the exit code says so."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import structlog
import uvloop
from prometheus_client import REGISTRY

from chassis import logs, metrics
from chassis.database import Database
from chassis.health import Check, OpsServer
from chassis.settings import ServiceSettings

log = structlog.get_logger(__name__)

Task = Callable[[asyncio.Event], Awaitable[None]]
"""Runs until its event is set; finishes what it has in hand, then returns."""

_STOP_SECONDS: Final = 15.0


def run_worker(
    settings: ServiceSettings,
    name: str,
    tasks: Sequence[Task],
    *,
    database: Database | None = None,
    checks: Mapping[str, Check] | None = None,
    traceparent: logs.TraceparentVar = logs.current_traceparent,
) -> None:
    """Run the tasks until SIGTERM or SIGINT, then stop them one by one, the last started first.

    Exits with 1 if a task died or ended by itself. The database is disposed last.
    """
    logs.configure(service=name, process="worker", level=settings.log_level, traceparent=traceparent)
    all_checks = dict(checks or {})
    if database is not None:
        all_checks = {"database": database.ping, **all_checks}
        REGISTRY.register(metrics.PoolCollector(database))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        healthy = runner.run(_run(settings, tasks, database, OpsServer(all_checks)))
    if not healthy:
        sys.exit(1)


async def _run(settings: ServiceSettings, tasks: Sequence[Task], database: Database | None, ops: OpsServer) -> bool:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _on_signal, stop)
    try:
        async with ops.serving(settings.http_host, settings.ops_port):
            return await run_group(tasks, stop, ops)
    finally:
        if database is not None:
            await database.dispose()


def _on_signal(stop: asyncio.Event) -> None:
    if stop.is_set():
        log.warning("forced_exit")
        sys.exit(1)
    stop.set()


async def run_group(tasks: Sequence[Task], stop: asyncio.Event, ops: OpsServer) -> bool:
    """True if all ran until `stop` and stopped well."""
    events = [asyncio.Event() for _ in tasks]
    running = [asyncio.ensure_future(task(event)) for task, event in zip(tasks, events, strict=True)]
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    ops.stopping = True
    died = [task for task in running if task.done()]
    for task in died:
        log.error("task_died", exc_info=task.exception())
    finished = [await _stop(task, event) for task, event in reversed(list(zip(running, events, strict=True)))]
    return not died and all(finished)


async def _stop(task: asyncio.Future[None], event: asyncio.Event) -> bool:
    event.set()
    await asyncio.wait([task], timeout=_STOP_SECONDS)
    if not task.done():
        log.error("task_did_not_stop")
        task.cancel()
        await asyncio.wait([task], timeout=1)
        return False
    return not task.cancelled() and task.exception() is None
