"""The gateway's question on every call: whose cookie or access token is this? Answered below the framework."""

from contextlib import suppress
from typing import Final

import asyncpg
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from identity.api.cookies import read_session
from identity.domain.access_token import PREFIX as ACCESS_TOKEN
from identity.usecases.check_session import Checked, SessionCheck

log = structlog.get_logger(__name__)

PREFIX: Final = "/internal/session-check"
_NO_STORE: Final = (b"cache-control", b"no-store")
_EMPTY: Final = (b"content-length", b"0")
_LONGEST_ADDRESS: Final = 64


class SessionCheckRoute:
    """Answers `/internal/session-check/...` (Envoy ext_authz appends the path asked for) and passes on the rest.

    200 with `Authorization: Bearer ...` for a live session or a good personal access token, 200 without it for none:
    the service, or the gateway, then says 401 in its own words. 503 when the database is away. Outermost, because it
    runs before every other call does.
    """

    def __init__(self, app: ASGIApp, check: SessionCheck) -> None:
        self.app = app
        self.check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        try:
            checked = await self._check(scope["headers"])
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody passes and the gateway says 503
            log.warning("session_check_failed", error=type(error).__name__)
            await _send(send, 503, [(b"retry-after", b"1")])
            return
        bearer = checked.bearer
        await _send(send, 200, [(b"authorization", b"Bearer " + bearer.encode())] if bearer else [])
        if checked.note is not None:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await checked.note()

    async def _check(self, headers: list[tuple[bytes, bytes]]) -> Checked:
        """Who brings a token speaks as the token, whatever cookie he has."""
        scheme, _, token = _header(headers, b"authorization").partition(" ")
        if scheme.lower() == "bearer" and token.startswith(ACCESS_TOKEN):
            address = _header(headers, b"x-forwarded-for").rpartition(",")[2].strip()
            return await self.check.check_access_token(token.strip(), address[:_LONGEST_ADDRESS])
        session_token = read_session(_header(headers, b"cookie"))
        return await self.check.check(session_token) if session_token else Checked()


def _header(headers: list[tuple[bytes, bytes]], wanted: bytes) -> str:
    return "; ".join(value.decode("latin-1") for name, value in headers if name == wanted)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, _NO_STORE, _EMPTY]})
    await send({"type": "http.response.body", "body": b""})
