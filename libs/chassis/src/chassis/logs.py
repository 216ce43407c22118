"""JSON lines to stdout, the trace of the current work, and nothing personal in either."""

import logging
import re
import secrets
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

import structlog

TraceparentVar: TypeAlias = ContextVar[str | None]
Entry: TypeAlias = MutableMapping[str, Any]

current_traceparent: TraceparentVar = ContextVar("traceparent", default=None)
"""W3C trace context of the current work; a process may name another variable to share it with a library."""

_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_FORBIDDEN: Final = re.compile(
    r"e?mail|phone|surname|given_name|patronymic|password|token|secret|cookie|authorization|otp|query|address|body|url",
    re.IGNORECASE,
)
_MASKED_PATTERNS: Final = (
    (re.compile(r"[^\s@<>\"'=,;:()]+@[^\s@<>\"',;:()]+\.[^\s@<>\"',;:()]+"), "***@***"),
    (re.compile(r"\+\d{10,15}\b"), "+***"),
    (re.compile(r"[A-Za-z0-9_-]{60,}"), "***"),  # tokens of links and sessions, parts of JWTs
    # Where libraries repeat values: pydantic, FastAPI of an answer, PostgreSQL of a row.
    (re.compile(r"input_value=.*?, input_type"), "input_value=***, input_type"),
    (re.compile(r"'input': .*"), "'input': ***"),
    (re.compile(r"DETAIL: .*"), "DETAIL: ***"),
)


def new_traceparent(parent: str | None = None) -> str:
    """A W3C traceparent: a new span of the parent's trace, or of a new trace when it has no valid one."""
    trace_id = trace_id_of(parent) or secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace id of a valid traceparent."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match else None


def configure(
    *,
    service: str,
    process: str,
    level: str = "INFO",
    traceparent: TraceparentVar = current_traceparent,
    context: Callable[[], Mapping[str, str]] = dict,
) -> None:
    """Send structlog and the standard library's loggers through one chain.

    What is bound to structlog's contextvars (request_id) and what `context` gives (event_id) stands in every line.
    """

    def add_origin(_logger: object, _method: str, entry: Entry) -> Entry:
        entry.update(context(), service=service, process=process)
        entry.setdefault("trace_id", trace_id_of(traceparent.get()))
        return entry

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        add_origin,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
        drop_personal_data,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    handler.addFilter(FewOfALogger("aiokafka"))
    for noisy in ("aiokafka", "alembic", "asyncio", "httpx", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class FewOfALogger(logging.Filter):
    """Lets few lines a second of a chatty library pass: while a broker is away its client writes forty. How many were
    left out stands in the next line that passes."""

    def __init__(self, name: str, *, lines: int = 5, seconds: float = 10.0) -> None:
        super().__init__()
        self._prefix = name
        self._lines, self._seconds = lines, seconds
        self._since, self._passed, self._left_out = 0.0, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line passes."""
        if not record.name.startswith(self._prefix):
            return True
        if record.created - self._since >= self._seconds:
            self._since, self._passed = record.created, 0
        self._passed += 1
        if self._passed > self._lines:
            self._left_out += 1
            return False
        if self._left_out:
            record.msg, record.args = f"{record.getMessage()} ({self._left_out} lines left out)", None
            self._left_out = 0
        return True


def drop_personal_data(_logger: object, _method: str, entry: Entry) -> Entry:
    """Mask values under forbidden names, and in any text what looks like an e-mail, a phone or a secret."""
    for key, value in entry.items():
        if _FORBIDDEN.search(key):
            entry[key] = "***"
        elif isinstance(value, str):
            entry[key] = masked(value)
        elif not isinstance(value, int | float | bool | None):
            entry[key] = masked(str(value))
    return entry


def masked(text: str) -> str:
    """The text without e-mails, phones, tokens and repeated input."""
    for pattern, replacement in _MASKED_PATTERNS:
        text = pattern.sub(replacement, text)
    return text
