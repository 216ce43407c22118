"""Files as answers: named by RFC 6266, never run and never guessed at by a browser."""

from typing import IO, Final
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

_CHUNK: Final = 64 * 1024
_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment(content: bytes, name: str, media_type: str, *, sha256: str | None = None) -> Response:
    """A file to be saved under its name; `sha256` is its ETag."""
    tag = {"ETag": f'"{sha256}"'} if sha256 else {}
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": _disposition(name), **_HARMLESS, **tag}
    )


def stored_attachment(file: IO[bytes], name: str, media_type: str) -> Response:
    """A file on disk, to be saved under its name; it is deleted once it is sent."""
    headers = {"Content-Disposition": _disposition(name), "Content-Length": str(file.tell()), **_HARMLESS}
    file.seek(0)
    chunks = iter(lambda: file.read(_CHUNK), b"")
    return StreamingResponse(chunks, media_type=media_type, headers=headers, background=BackgroundTask(file.close))


def inline_image(content: bytes, media_type: str) -> Response:
    """A picture that we drew."""
    return Response(content, media_type=media_type, headers=_HARMLESS)


def page_to_print(html: str) -> Response:
    """A page without scripts."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    return Response(html, media_type="text/html", headers=_HARMLESS | {"Content-Security-Policy": policy})


def _disposition(name: str) -> str:
    _, _, extension = name.rpartition(".")
    plain = f"document.{extension}" if extension.isascii() and extension.isalnum() else "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
