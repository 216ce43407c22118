"""JSON lines to stdout, the trace of the current work, and nothing personal in either."""

import logging
import logging.config
import re
import secrets
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

import structlog

TraceparentVar: TypeAlias = ContextVar[str | None]

current_traceparent: TraceparentVar = ContextVar("traceparent", default=None)
"""W3C trace context of the current work; a process may name another variable to share with its libraries."""

_FORBIDDEN: Final = re.compile(
    r"e?mail|phone|name$|password|token|secret|cookie|authorization|otp|query|address|body|url", re.IGNORECASE
)
_ALLOWED: Final = frozenset({"logger_name", "task_name", "token_purpose", "type_name", "topic_name"})
_EMAIL: Final = re.compile(r"[^\s@<>\"'=,;:()]+@[^\s@<>\"',;:()]+\.[^\s@<>\"',;:()]+")
_TRACEPARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


def new_traceparent(parent: str | None = None) -> str:
    """A W3C traceparent: a new span of the parent's trace, or of a new trace when it has no valid one."""
    trace_id = trace_id_of(parent) or secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace id of a valid traceparent."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match and set(match[1]) != {"0"} and set(match[2]) != {"0"} else None


def configure(
    *, service: str, process: str, level: str = "INFO", traceparent: TraceparentVar = current_traceparent
) -> None:
    """Send structlog and the standard library's loggers through one chain."""

    def add_origin(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        entry.update(service=service, process=process)
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
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("uvicorn.access", "aiokafka", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def drop_personal_data(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask values under forbidden names, and whatever looks like an e-mail in any text."""
    for key, value in entry.items():
        if key not in _ALLOWED and _FORBIDDEN.search(key):
            entry[key] = "***"
        elif isinstance(value, str) and "@" in value:
            entry[key] = _EMAIL.sub("***@***", value)
    return entry
