"""The one cookie: opaque, for this host only, never readable by a page."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

NAME = "__Host-sid"


def set_session(response: Response, token: str, lifetime: timedelta) -> None:
    """Give the browser its session."""
    _set(response, token, int(lifetime.total_seconds()))


def clear_session(response: Response) -> None:
    """Take it away."""
    _set(response, "", 0)


def read_session(header: str) -> str | None:
    """The session's token in a Cookie header. When a name stands twice the first one counts, as browsers
    send the more specific first."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == NAME and value:
            return value
    return None


async def get_session_token(request: Request) -> str | None:
    """The token the browser came with."""
    return read_session(request.headers.get("cookie", ""))


def _set(response: Response, value: str, seconds: int) -> None:
    cookie = f"{NAME}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax"
    response.headers.append("set-cookie", cookie)


SessionToken = Annotated[str | None, Depends(get_session_token)]
