"""Files as answers: named by RFC 6266, never run and never guessed at by a browser."""

from urllib.parse import quote

from fastapi import Response

_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment(content: bytes, name: str, media_type: str, *, sha256: str | None = None) -> Response:
    """A file to be saved under its name; `sha256` is its ETag."""
    _, _, extension = name.rpartition(".")
    plain = f"document.{extension}" if extension.isascii() and extension.isalnum() else "document"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    tag = {"ETag": f'"{sha256}"'} if sha256 else {}
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition, **_HARMLESS, **tag})


def inline_image(content: bytes, media_type: str) -> Response:
    """A picture that we drew."""
    return Response(content, media_type=media_type, headers=_HARMLESS)


def page_to_print(html: str) -> Response:
    """A page without scripts."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    return Response(html, media_type="text/html", headers=_HARMLESS | {"Content-Security-Policy": policy})
