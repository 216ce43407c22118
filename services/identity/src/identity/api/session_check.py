"""The gateway's question on every call of a browser: whose cookie is this? Answered below the framework."""

from contextlib import suppress
from typing import Final

import asyncpg
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from identity.api.cookies import read_session
from identity.usecases.check_session import SessionCheck

log = structlog.get_logger(__name__)

PREFIX: Final = "/internal/session-check"
_NO_STORE: Final = (b"cache-control", b"no-store")
_EMPTY: Final = (b"content-length", b"0")


class SessionCheckRoute:
    """Answers `/internal/session-check/...` (Envoy ext_authz appends the path asked for) and passes on the rest.

    200 with `Authorization: Bearer ...` for a live session, 200 without it for none: the service then says 401
    in its own words. 503 when the database is away. Outermost, because it runs before every other call does.
    """

    def __init__(self, app: ASGIApp, check: SessionCheck) -> None:
        self.app = app
        self.check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        session_token = _session_token(scope)
        try:
            token, seen = await self.check.check(session_token) if session_token else (None, None)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody passes and the gateway says 503
            log.warning("session_check_failed", error=type(error).__name__)
            await _send(send, 503, [(b"retry-after", b"1")])
            return
        await _send(send, 200, [(b"authorization", b"Bearer " + token.encode())] if token else [])
        if seen is not None:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self.check.touch(seen)


def _session_token(scope: Scope) -> str | None:
    cookies = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return read_session("; ".join(cookies)) if cookies else None


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, _NO_STORE, _EMPTY]})
    await send({"type": "http.response.body", "body": b""})
