"""Around every request: its trace and id, body checks, one log line, metrics, and the last catch."""

import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import metrics
from chassis.errors import FieldProblem, ValidationProblem
from chassis.logs import TraceparentVar, new_traceparent
from chassis.problems import respond

log = structlog.get_logger(__name__)

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NUL_IN_JSON: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class RequestMiddleware:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, traceparent: TraceparentVar, route_of: Callable[[Scope], str]) -> None:
        self.app = app
        self.traceparent = traceparent
        self.route_of = route_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not HTTP; observe the rest."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid4())
        traceparent = new_traceparent(headers.get("traceparent"))
        scope.setdefault("state", {})["traceparent"] = traceparent
        reset = self.traceparent.set(traceparent)
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id), metrics.IN_FLIGHT.track_inprogress():
                await self._observe(scope, _checked(receive, headers), send, request_id)
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
            await self.app(scope, receive, send_on)
        except Exception as error:
            if status:  # half of an answer has left: only breaking it off tells the caller
                raise
            await respond(error, scope)(scope, receive, send_on)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = self.route_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        metrics.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
        metrics.DURATION.labels(method, route).observe(seconds)
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _checked(receive: Receive, headers: Headers) -> Receive:
    """A JSON body with a NUL character in a string is refused: no database can keep it."""
    if "json" not in headers.get("content-type", ""):
        return receive
    tail = b""

    async def receive_checked() -> Message:
        nonlocal tail
        message = await receive()
        if message["type"] == "http.request":
            seen = tail + message.get("body", b"")
            if b"\\u0000" in seen and _NUL_IN_JSON.search(seen):
                raise ValidationProblem(errors=[_NUL_PROBLEM])
            tail = seen[-64:]
        return message

    return receive_checked


_NUL_PROBLEM: Final = FieldProblem(
    "", "nul_character", "В тексте есть недопустимые символы.", "A text holds a NUL character."
)
