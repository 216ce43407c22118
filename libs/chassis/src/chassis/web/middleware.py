"""Around every request: its trace and id, the size limit, one log line, metrics, and the last catch."""

import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

import structlog
from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import metrics
from chassis.errors import TooLarge
from chassis.logs import TraceparentVar, new_traceparent
from chassis.web.body import limited
from chassis.web.problems import respond

log = structlog.get_logger(__name__)

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMiddleware:
    """The outermost layer of the application."""

    def __init__(
        self, app: ASGIApp, *, traceparent: TraceparentVar, route_of: Callable[[Scope], str], max_body_bytes: int
    ) -> None:
        self.app = app
        self.traceparent = traceparent
        self.route_of = route_of
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not HTTP; observe the rest."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        traceparent = _current_span() or new_traceparent(headers.get("traceparent"))
        scope.setdefault("state", {})["traceparent"] = traceparent
        reset = self.traceparent.set(traceparent)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid4())
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id), metrics.IN_FLIGHT.track_inprogress():
                await self._observe(scope, receive, send, request_id)
        finally:
            self.traceparent.reset(reset)

    async def _observe(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started = time.perf_counter()
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._answer(scope, receive, send_on)
        except Exception as error:
            if status:  # half of an answer has left: only breaking it off tells the caller
                raise
            await respond(error, scope)(scope, receive, send_on)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self.max_body_bytes:
            raise TooLarge
        await self.app(scope, limited(receive, self.max_body_bytes), send)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = self.route_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        metrics.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
        metrics.DURATION.labels(method, route).observe(seconds)
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def _current_span() -> str | None:
    """The span that FastAPI made, where spans are exported."""
    span = trace.get_current_span().get_span_context()
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}" if span.is_valid else None
