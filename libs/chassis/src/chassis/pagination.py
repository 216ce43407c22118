"""Lists: `?limit=&cursor=` -> `{"items": [...], "next_cursor": ...}`."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from chassis.errors import FieldProblem, ValidationProblem

Item = TypeVar("Item")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before")]


class Page(BaseModel, Generic[Item]):
    """One page; `next_cursor` is null on the last one."""

    items: Sequence[Item]
    next_cursor: str | None = None


def encode_cursor(*key: str | int) -> str:
    """An opaque text of the sort key of the last item shown."""
    return urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    """The sort key of `encode_cursor`, each part passed through its kind (`UUID`, `int`, ...).

    Raises ValidationProblem for a text that no page gave.
    """
    if cursor is None:
        return None
    try:
        parts = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        problem = FieldProblem("/cursor", "bad_cursor", "Такой страницы нет.", "There is no such page.")
        raise ValidationProblem(errors=[problem]) from error


def page_of(
    rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[str | int, ...]]
) -> tuple[Sequence[Row], str | None]:
    """Cut `limit + 1` rows read to a page and its next cursor."""
    shown = rows[:limit]
    return shown, encode_cursor(*key(shown[-1])) if len(rows) > limit else None
