"""A folder of files, read once, as an ASGI application."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, NamedTuple

Message = MutableMapping[str, Any]
Headers = list[tuple[bytes, bytes]]

_READ = ("GET", "HEAD")
_KINDS = {  # not from the machine's own table: it differs between machines
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_PROBLEMS = {
    404: ("not_found", "Not Found", "Здесь ничего нет.", "There is nothing here."),
    405: ("method_not_allowed", "Method Not Allowed", "Этот адрес можно только читать.", "This address is read only."),
}


class File(NamedTuple):
    """What is sent for a path; browsers ask each time whether their copy is still good."""

    body: bytes
    headers: Headers
    etag: bytes


class Pages:
    """`confirm-email.html` is /confirm-email, `index.html` is /, anything else is served under its own name.

    An unknown path is the page `404.html` for a browser, a problem (RFC 9457) for everybody else.
    """

    def __init__(self, folder: Path) -> None:
        self.files = {_path(folder, file): _read(file) for file in sorted(folder.rglob("*")) if file.is_file()}

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """ASGI."""
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        status, headers, body = self._answer(scope["method"], scope["path"], asked)
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _answer(self, method: str, path: str, asked: Mapping[str, str]) -> tuple[int, Headers, bytes]:
        if method not in _READ:
            return _problem(405, path, asked, [(b"allow", b"GET, HEAD")])
        file = self.files.get(path)
        if file is None:
            return self._nothing(path, asked)
        if asked.get("if-none-match", "").encode() == file.etag:
            return 304, [*file.headers], b""
        return 200, [*file.headers], file.body

    def _nothing(self, path: str, asked: Mapping[str, str]) -> tuple[int, Headers, bytes]:
        page = self.files["/404"]
        if "text/html" in asked.get("accept", ""):
            return 404, [pair for pair in page.headers if pair[0] != b"etag"], page.body
        return _problem(404, path, asked)


def _path(folder: Path, file: Path) -> str:
    name = file.relative_to(folder).as_posix()
    return "/" + name.removesuffix(".html").removesuffix("index")


def _read(file: Path) -> File:
    body = file.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
    kind = _KINDS[file.suffix].encode()
    headers = [(b"content-type", kind), (b"etag", etag), (b"cache-control", b"no-cache")]
    return File(body, headers, etag)


def _problem(
    status: int, path: str, asked: Mapping[str, str], headers: Headers | None = None
) -> tuple[int, Headers, bytes]:
    code, title, ru, en = _PROBLEMS[status]
    detail = en if asked.get("accept-language", "").lower().startswith("en") else ru
    trace = asked.get("traceparent", "").split("-")
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path, "code": code}
    said["trace_id"] = trace[1] if len(trace) == 4 else None
    body = json.dumps(said, ensure_ascii=False).encode()
    return status, [(b"content-type", b"application/problem+json"), *(headers or [])], body
