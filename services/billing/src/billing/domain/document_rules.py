"""Documents: which files are taken, and what documents are called."""

import re
from datetime import date
from typing import Final

from billing.domain.flaws import Flaw, flaw

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
KINDS: Final = {
    "bill": "Счёт",
    "vat_invoice": "Счёт-фактура",
    "upd": "УПД",
    "act": "Акт приёма-передачи",
    "reconciliation": "Акт сверки",
    "notice": "Уведомление",
}
PDF: Final = "application/pdf"

_ACTIVE_TYPES: Final = re.compile(r"html|svg|javascript|ecmascript|xslt|x-shockwave|hta\b|x-msdownload", re.IGNORECASE)
_ACTIVE_NAMES: Final = re.compile(
    r"\.(x?html?|xht|svgz?|m?js|vbs|hta|xslt?|swf|exe|bat|cmd|com|scr|ps1|jar|lnk|mht(ml)?)\s*$", re.IGNORECASE
)
_ACTIVE_CONTENT: Final = re.compile(
    rb"<\s*(!doctype\s+(html|svg)|html|svg|script|body|iframe|head)\b|xmlns\s*=\s*[\"']http://www\.w3\.org/(1999/xhtml|2000/svg)",
    re.IGNORECASE,
)
_SNIFFED_BYTES: Final = 4096


def file_flaws(name: str, media_type: str, content: bytes) -> list[Flaw]:
    """Everything that is wrong with a file; empty for one that is taken.

    What a browser would run is refused by its type, its name, and by what its first bytes are.
    """
    found = []
    if not content:
        found.append(flaw("/file/content_base64", "empty_file"))
    if len(content) > MAX_FILE_BYTES:
        found.append(flaw("/file/content_base64", "file_too_large"))
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type, re.ASCII):
        found.append(flaw("/file/media_type", "media_type"))
    elif _ACTIVE_TYPES.search(media_type):
        found.append(flaw("/file/media_type", "active_content"))
    if _ACTIVE_NAMES.search(name):
        found.append(flaw("/file/name", "active_content"))
    elif _is_active(content):
        found.append(flaw("/file/content_base64", "active_content"))
    return found


def _is_active(content: bytes) -> bool:
    """Text that begins as HTML or SVG does, in any encoding of ASCII characters."""
    head = content[:_SNIFFED_BYTES].replace(b"\0", b"")
    looks_like_text = head.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n").startswith(b"<")
    return looks_like_text and _ACTIVE_CONTENT.search(head) is not None


def form_name(kind: str, number: str, issued_on: date) -> str:
    """What the file of a rendered form is called."""
    return safe_name(f"{KINDS[kind]} № {number} от {issued_on:%d.%m.%Y}.pdf")


def safe_name(name: str) -> str:
    """A name without what file systems and headers do not bear."""
    cleaned = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", "_", name).strip(" .")
    return cleaned or "document"
