"""A built portal, read once, as an ASGI application."""

import gzip
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
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_SCREENS = frozenset(
    {"sign-in", "register", "letter-sent", "forgot-password", "introduce", "confirm-email", "reset-password"}
    | {"binding", "join", "guide", "contacts", "contracts", "profile", "webhooks", "ops"}
)
"""First steps of the paths that the portal itself draws (web/src/app/router.tsx; a test compares)."""
_PROBLEMS = {
    404: ("not_found", "Not Found", "Здесь ничего нет.", "There is nothing here."),
    405: ("method_not_allowed", "Method Not Allowed", "Этот адрес можно только читать.", "This address is read only."),
}


class File(NamedTuple):
    """What is sent for a path: as it is, and packed where that is smaller."""

    body: bytes
    packed: bytes | None
    headers: Headers
    etag: bytes


class Pages:
    """`api/docs.html` is /api/docs, `index.html` is / and every screen of the portal, anything else its own name.

    What the build named by its content (`build/`) is kept by browsers for ever, the rest is asked for each time.
    An unknown path is the portal with 404 for a browser (it says so), a problem (RFC 9457) for everybody else.
    """

    def __init__(self, folder: Path) -> None:
        self.files = {_path(folder, file): _read(folder, file) for file in sorted(folder.rglob("*")) if file.is_file()}

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
        file, status = self.files.get(path), 200
        if file is None and _is_screen(path):
            file = self.files["/"]
        elif file is None and "text/html" in asked.get("accept", ""):
            file, status = self.files["/"], 404
        if file is None:
            return _problem(404, path, asked)
        if status == 200 and asked.get("if-none-match", "").encode() == file.etag:
            return 304, [*file.headers], b""
        if file.packed and "gzip" in asked.get("accept-encoding", ""):
            return status, [*file.headers, (b"content-encoding", b"gzip")], file.packed
        return status, [*file.headers], file.body


def _is_screen(path: str) -> bool:
    first, _, rest = path.removeprefix("/").partition("/")
    return first in _SCREENS and "." not in rest


def _path(folder: Path, file: Path) -> str:
    name = file.relative_to(folder).as_posix()
    return "/" + name.removesuffix(".html").removesuffix("index")


def _read(folder: Path, file: Path) -> File:
    body = file.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
    named_by_content = file.relative_to(folder).parts[0] == "build"
    kept = b"public, max-age=31536000, immutable" if named_by_content else b"no-cache"
    headers = [(b"content-type", _KINDS[file.suffix].encode()), (b"etag", etag), (b"cache-control", kept)]
    packed = gzip.compress(body, 9, mtime=0)
    if len(packed) > 0.9 * len(body):
        return File(body, None, headers, etag)
    return File(body, packed, [*headers, (b"vary", b"accept-encoding")], etag)


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
