"""A process is a group of tasks: one dies, all stop in reverse order, the exit code says so."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog
import uvloop
from prometheus_client import REGISTRY

from chassis import logs, metrics
from chassis.database import Database, is_away
from chassis.health import Check, OpsServer
from chassis.settings import ServiceSettings
from chassis.spans import Report, export_spans

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
    log_context: Callable[[], Mapping[str, str]] = dict,
    spans: Report | None = None,
) -> None:
    """Run the tasks until SIGTERM or SIGINT, then stop them one by one, the last of the list first.

    Exits with 1 if a task died or ended by itself. The database is disposed last. `log_context` is
    `events.context.log_context` where events are handled: their ids stand in the log; `spans` is
    `events.tracing.report_spans`.
    """
    logs.configure(
        service=name, process="worker", level=settings.log_level, traceparent=traceparent, context=log_context
    )
    ops = OpsServer(checks or {})
    if database is not None:
        ops.checks["database"] = database.ping
        REGISTRY.register(metrics.PoolCollector(database))
    stop_spans = export_spans(name, "worker", settings, spans)
    calm_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        healthy = runner.run(_run(settings, tasks, database, ops))
    stop_spans()
    if not healthy:
        sys.exit(1)


def every(seconds: float, work: Callable[[], Awaitable[object]]) -> Task:
    """A task that does the work now and then every so many seconds; one that finds the database away waits for
    its next turn, any other error ends the process."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await work()
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("database_away", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)

    return run


def calm_collector() -> None:
    """Let the garbage collector leave alone what was imported, and look at the young less often.

    Events and requests come and go by the thousand without cycles: by default they make it walk over everything again
    and again, which is a third of the time that decoding events takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _run(settings: ServiceSettings, tasks: Sequence[Task], database: Database | None, ops: OpsServer) -> bool:
    stop = asyncio.Event()
    on_stop_signal(stop.set)
    try:
        async with ops.serving(settings.http_host, settings.ops_port):
            return await run_group(tasks, stop, ops)
    finally:
        if database is not None:
            await database.dispose()


def on_stop_signal(stop: Callable[[], None]) -> None:
    """Call `stop` at the first SIGTERM or SIGINT; a second one ends the process at once."""
    came = False

    def handle() -> None:
        nonlocal came
        if came:
            os._exit(1)
        came = True
        log.info("stopping")
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, handle)


async def run_group(tasks: Sequence[Task], stop: asyncio.Event, ops: OpsServer) -> bool:
    """True if all ran until `stop` and stopped well."""
    events = [asyncio.Event() for _ in tasks]
    running = [asyncio.ensure_future(task(event)) for task, event in zip(tasks, events, strict=True)]
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    ops.stopping = True
    ended_early = not stop.is_set()
    ends = [await _stop(task, event) for task, event in reversed(list(zip(running, events, strict=True)))]
    if ended_early:
        log.error("task_ended_by_itself")
    return all(ends) and not ended_early


async def _stop(task: asyncio.Future[None], event: asyncio.Event) -> bool:
    """Whether it ended well, in time."""
    event.set()
    await asyncio.wait([task], timeout=_STOP_SECONDS)
    if not task.done():
        log.error("task_did_not_stop", task=repr(task))
        task.cancel()
        await asyncio.wait([task], timeout=1)
        return False
    if task.cancelled() or (error := task.exception()) is None:
        return not task.cancelled()
    log.error("task_died", exc_info=error)
    return False
