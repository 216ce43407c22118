"""The HTTP process of a service: `create_app` composes it, `serve` runs it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException
from starlette.types import Scope

from chassis import logs, metrics
from chassis.auth import KeySet
from chassis.database import Database
from chassis.errors import Problem
from chassis.health import Check, OpsServer
from chassis.middleware import RequestMiddleware
from chassis.ops import ParkedKeys, parked_router
from chassis.problems import handle
from chassis.settings import ServiceSettings

Hook = Callable[[FastAPI], Awaitable[None]]


def create_app(
    settings: ServiceSettings,
    *,
    service: str,
    title: str,
    routers: Sequence[APIRouter],
    on_start: Sequence[Hook] = (),
    on_stop: Sequence[Hook] = (),
    checks: Mapping[str, Check] | None = None,
    parked_keys: Callable[[AsyncEngine], ParkedKeys] | None = None,
    traceparent: logs.TraceparentVar = logs.current_traceparent,
) -> FastAPI:
    """An application with everything that services share.

    Routers carry their whole public path. `parked_keys` is `events.parking.ParkedKeys` where the
    service consumes; `checks` say whether it is ready, besides its database.
    `app.state` has `settings`, `database` and `keys`.
    """
    prefix = f"/api/{service}/v1"
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for start in on_start:
            await start(app)
        yield
        for stop in reversed(on_stop):
            await stop(app)
        await database.dispose()

    app = FastAPI(
        title=title,
        lifespan=lifespan,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=settings.max_body_bytes,
        exception_handlers=dict.fromkeys((Problem, HTTPException, RequestValidationError), handle),
    )
    app.state.settings = settings
    app.state.service = service
    app.state.database = database
    app.state.keys = KeySet(settings.jwks_url)
    app.state.checks = {"database": database.ping, **(checks or {})}
    app.state.traceparent = traceparent
    for router in routers:
        app.include_router(router)
    if parked_keys is not None:
        app.include_router(parked_router(parked_keys, prefix))
    app.add_middleware(RequestMiddleware, traceparent=traceparent, route_of=_route_templates(app))
    return app


def _route_templates(app: FastAPI) -> Callable[[Scope], str]:
    """Finds the whole template of the route that took a request; a path itself never becomes a label."""
    templates: dict[object, str] = {}

    def template(scope: Scope) -> str:
        if not templates:
            templates.update(
                (getattr(context, "endpoint", None), getattr(context, "path_format", "") or "")
                for context in iter_route_contexts(app.routes)
            )
        return templates.get(scope.get("endpoint"), "unmatched")

    return template


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`: uvicorn would raise them again and spoil the exit code."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Run until SIGTERM or SIGINT: stop accepting, finish what is being answered, close the pool.

    A second signal does not wait.
    """
    logs.configure(
        service=app.state.service, process="api", level=settings.log_level, traceparent=app.state.traceparent
    )
    REGISTRY.register(metrics.PoolCollector(app.state.database))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app, settings))


async def _serve(app: FastAPI, settings: ServiceSettings) -> None:
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=20,
    )
    server = _Server(config)
    ops = OpsServer(app.state.checks)

    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = ops.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    async with ops.serving(settings.http_host, settings.ops_port):
        await server.serve()
