"""The HTTP process of a service: `create_app` composes it, `serve` runs it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
import uvloop
from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException
from starlette.types import Scope

from chassis import logs, metrics
from chassis.auth import KeySet
from chassis.database import Database
from chassis.errors import Problem
from chassis.health import Check, OpsServer
from chassis.ops import Facts, Insight, OpsDoors, ParkedKeys, ops_router
from chassis.process import calm_collector, on_stop_signal
from chassis.scopes import TokenScopes
from chassis.settings import ServiceSettings
from chassis.spans import Report, export_spans
from chassis.web.body import refuse_bad_text
from chassis.web.middleware import RequestMiddleware
from chassis.web.openapi import PROBLEM_RESPONSES, describe
from chassis.web.problems import handle

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
    insight: Callable[[AsyncEngine], Insight] | None = None,
    facts: Facts | None = None,
    token_scopes: TokenScopes | None = None,
    traceparent: logs.TraceparentVar = logs.current_traceparent,
    spans: Report | None = None,
) -> FastAPI:
    """An application with everything that services share.

    Routers carry their whole public path. `parked_keys` and `insight` are `events.ParkedKeys` and
    `events.Insight`; `facts` are what else operators want to know (chassis.ops).
    `traceparent` and `spans` are `current_traceparent` and `report_spans` of `events.tracing` where it
    publishes; `checks` say
    whether it is ready, besides its database; `token_scopes` what a personal access token may do
    here. `app.state` has `settings`, `database` and `keys`.
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
        version="1",
        lifespan=lifespan,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_bad_text)],
        responses=PROBLEM_RESPONSES,
        generate_unique_id_function=_operation_id,
        exception_handlers=dict.fromkeys((Problem, HTTPException, RequestValidationError), handle),
        telemetry={"metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.settings = settings
    app.state.service = service
    app.state.database = database
    app.state.token_scopes = token_scopes or {}
    app.state.keys = KeySet(settings.jwks_url)
    app.state.checks = {"database": database.ping, **(checks or {})}
    app.state.traceparent = traceparent
    app.state.spans = spans
    for router in routers:
        app.include_router(router)
    app.include_router(ops_router(OpsDoors(service, parked_keys, insight, facts)))
    app.add_middleware(
        RequestMiddleware,
        traceparent=traceparent,
        route_of=_route_templates(app),
        max_body_bytes=settings.max_body_bytes,
    )
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


def _operation_id(route: APIRoute) -> str:
    """Short, and unique as long as module and function are: what a generated client calls it."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def _route_templates(app: FastAPI) -> Callable[[Scope], str]:
    """Finds the whole template of the route that took a request; a path itself never becomes a label."""
    templates: dict[object, str] = {}

    def template(scope: Scope) -> str:
        if not templates:
            for context in iter_route_contexts(app.routes):
                templates[getattr(context, "endpoint", None)] = getattr(context, "path_format", None) or "unmatched"
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
    service = app.state.service
    logs.configure(service=service, process="api", level=settings.log_level, traceparent=app.state.traceparent)
    REGISTRY.register(metrics.PoolCollector(app.state.database))
    stop_spans = export_spans(service, "api", settings, app.state.spans)
    calm_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app, settings))
    stop_spans()


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
        server.should_exit = ops.stopping = True

    on_stop_signal(stop)
    async with ops.serving(settings.http_host, settings.ops_port):
        await server.serve()
