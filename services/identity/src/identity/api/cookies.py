"""The one cookie: opaque, for this host only, never readable by a page."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

NAME = "__Host-sid"


def set_session(response: Response, token: str, lifetime: timedelta) -> None:
    """Give the browser its session."""
    seconds = int(lifetime.total_seconds())
    response.set_cookie(NAME, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def clear_session(response: Response) -> None:
    """Take it away."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="lax")


def read_session(header: str) -> str | None:
    """The session's token in a Cookie header. When a name stands twice the first one counts, as browsers
    send the more specific first."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == NAME and value:
            return value
    return None


def get_session_token(request: Request) -> str | None:
    """The token the browser came with."""
    return read_session(request.headers.get("cookie", ""))


SessionToken = Annotated[str | None, Depends(get_session_token)]
