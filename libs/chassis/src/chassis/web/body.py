"""What the body of a request may not be: too large, or with characters that no database keeps."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import Request
from starlette.types import Message, Receive

from chassis.errors import FieldProblem, TooLarge, ValidationProblem
from chassis.web.validation import pointer_of


def limited(receive: Receive, limit: int) -> Receive:
    """The same body, refused with TooLarge once more than `limit` bytes have come."""
    total = 0

    async def receive_limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise TooLarge
        return message

    return receive_limited


async def refuse_bad_text(request: Request) -> None:
    """A dependency of every route: NUL characters and lone surrogates are a 422, with where they stand."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise ValidationProblem(errors=[_problem(())])
    if "json" not in request.headers.get("content-type", ""):
        return
    body = await request.body()
    if not any(mark in body for mark in _SUSPICIOUS):
        return
    problems = [_problem(location) for location in _bad_texts(await request.json())]
    if problems:
        raise ValidationProblem(errors=problems[:20])


_SUSPICIOUS: Final = (b"\\u", b"\xed", b"\0")  # an escape, a surrogate in UTF-8, UTF-16


def _bad_texts(document: Any) -> Iterator[tuple[str | int, ...]]:
    left: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while left:
        location, value = left.pop()
        if isinstance(value, dict):
            left.extend(((*location, "?" if _is_bad(key) else key), item) for key, item in value.items())
            if any(map(_is_bad, value)):
                yield location
        elif isinstance(value, list):
            left.extend(((*location, index), item) for index, item in enumerate(value))
        elif isinstance(value, str) and _is_bad(value):
            yield location


def _is_bad(text: str) -> bool:
    return "\0" in text or (not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text))


def _problem(location: tuple[str | int, ...]) -> FieldProblem:
    return FieldProblem(
        pointer_of(("body", *location)),
        "bad_character",
        "В тексте есть недопустимые символы.",
        "The text holds characters that can not be kept.",
    )
