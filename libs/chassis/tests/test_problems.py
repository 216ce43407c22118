"""Whatever goes wrong, the answer is application/problem+json with the right status."""

from typing import Any

import httpx
import pytest
from chassis.app import create_app
from chassis.errors import Conflict, FieldProblem, TooManyRequests, ValidationProblem, invalid
from chassis.web.problems import prefers_english, to_problem
from chassis.web.validation import field_problems, pointer_of
from fastapi import APIRouter, FastAPI
from sqlalchemy import Integer, bindparam, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from .conftest import client_of, make_settings

JSON = {"Content-Type": "application/json"}
NOTES = "/api/example/v1/notes"


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert set(body) == {"type", "title", "status", "detail", "instance", "code", "trace_id", "errors"}
    assert len(body["trace_id"]) == 32
    return body


async def test_unknown_path_is_404(client: httpx.AsyncClient) -> None:
    body = assert_problem(await client.get("/api/example/v1/nothing?email=a@b.ru"), 404, "not_found")
    assert body["instance"] == "/api/example/v1/nothing"
    assert body["title"] == "Не найдено"


async def test_wrong_method_is_405_and_says_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.put(NOTES)
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
async def test_body_that_is_not_json_is_415(client: httpx.AsyncClient, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    assert_problem(await client.post(NOTES, content=b'{"text": "ok"}', headers=headers), 415, "unsupported_media_type")


@pytest.mark.parametrize("announced", [True, False])
async def test_too_large_a_body_is_413_however_it_comes(client: httpx.AsyncClient, announced: bool) -> None:
    async def stream() -> Any:
        for _ in range(200):
            yield b" " * 1000

    content = b" " * 200_000 if announced else stream()
    assert_problem(await client.post(NOTES, content=content, headers=JSON), 413, "too_large")


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "ok"',
        b"{'text': 'ok'}",
        b"\xff\xfe\xfa",
        b"[" * 50_000,
        b'{"text": "ok", "count": ' + b"9" * 5000 + b"}",
        b'{"text": "ok", "count": NaN}',
        b'{"text": "ok", "count": 1e999}',
        b'{"text": "\\u0000 nul"}',
        b'{"text": "\\ud800 half"}',
        b'{"text": "\xed\xa0\x80 half in bytes"}',
        b'{"text": "ok", "\\u0000": 1}',
        '{"text": "a\0b"}'.encode("utf-16"),
        b"null",
        b"7",
        b'"text"',
        b"",
    ],
)
async def test_nonsense_in_the_body_is_422_never_500(client: httpx.AsyncClient, content: bytes) -> None:
    assert_problem(await client.post(NOTES, content=content, headers=JSON), 422, "validation_failed")


async def test_bad_character_is_pointed_at(client: httpx.AsyncClient) -> None:
    answer = await client.post(NOTES, json={"text": "fine", "deep": [{"er": "\0"}]})
    assert assert_problem(answer, 422, "validation_failed")["errors"] == [
        {"pointer": "/deep/0/er", "code": "bad_character", "detail": "В тексте есть недопустимые символы."}
    ]


@pytest.mark.parametrize("path", ["/api/example/v1/nested/%00", "/api/example/v1/nested/1?x=%00"])
async def test_nul_in_path_or_query_is_422(client: httpx.AsyncClient, path: str) -> None:
    assert_problem(await client.get(path), 422, "validation_failed")


async def test_emoji_and_an_escaped_backslash_are_fine(db_client: httpx.AsyncClient) -> None:
    content = rb'{"text": "\ud83d\ude00 \\u0000"}'
    answer = await db_client.post(NOTES, content=content, headers=JSON)
    assert answer.json()["text"] == "😀 \\u0000"


async def test_fields_are_told_in_russian_or_english(client: httpx.AsyncClient) -> None:
    russian = assert_problem(await client.post(NOTES, json={"text": "x", "count": "y"}), 422, "validation_failed")
    assert russian["errors"] == [
        {"pointer": "/text", "code": "string_too_short", "detail": "Не короче 2 символов."},
        {"pointer": "/count", "code": "int_parsing", "detail": "Нужно целое число."},
    ]
    english = await client.post(NOTES, json={"text": "x"}, headers={"Accept-Language": "en-GB,ru;q=0.5"})
    assert english.headers["content-language"] == "en"
    assert english.json()["detail"] == "Check what you entered."
    assert english.json()["errors"][0]["detail"] == "String should have at least 2 characters"


async def test_database_away_is_503_with_retry_after(client: httpx.AsyncClient) -> None:
    answer = await client.post(NOTES, json={"text": "ok"})
    assert_problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_unforeseen_is_500_logged_with_its_trace_and_nothing_personal(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    body = assert_problem(await client.get("/api/example/v1/boom"), 500, "internal_error")
    printed = capsys.readouterr().out
    assert "nobody foresaw" in printed
    assert "RuntimeError" in printed
    assert "RuntimeError" not in str(body)


async def test_value_the_database_refuses_is_422(db_client: httpx.AsyncClient, stored: FastAPI) -> None:
    @stored.get("/api/example/v1/range/{number}")
    async def in_range(number: int) -> None:
        async with stored.state.database.session() as session:
            await session.execute(text("SELECT :n + 1").bindparams(bindparam("n", number, Integer)))

    assert_problem(await db_client.get(f"/api/example/v1/range/{10**30}"), 422, "validation_failed")


async def test_own_problem_has_its_words_fields_headers_and_extras() -> None:
    class WindowClosed(Conflict):
        """Readings are taken from {opens}."""

        code = "window_closed"
        ru = "Показания принимаются с {opens}."

    router = APIRouter()

    @router.get("/closed")
    async def closed() -> None:
        raise WindowClosed(
            opens="23",
            headers={"X-More": "1"},
            extra={"opens": 23},
            errors=[FieldProblem("/day", "late", "Рано", "Early")],
        )

    app = create_app(make_settings(), service="example", title="Example", routers=[router])
    async with client_of(app) as client:
        answer = await client.get("/closed")
    assert answer.status_code == 409
    assert answer.headers["x-more"] == "1"
    assert answer.json() | {"trace_id": ""} == {
        "type": "urn:problem:window_closed",
        "title": "Противоречие",
        "status": 409,
        "detail": "Показания принимаются с 23.",
        "instance": "/closed",
        "code": "window_closed",
        "trace_id": "",
        "errors": [{"pointer": "/day", "code": "late", "detail": "Рано"}],
        "opens": 23,
    }


def test_message_of_a_problem_is_its_docstring() -> None:
    assert str(TooManyRequests(retry_after=7)) == "Too many requests: try again in 7 s."
    assert TooManyRequests(retry_after=7).headers == {"Retry-After": "7"}


def test_full_pool_means_away() -> None:
    assert to_problem(PoolTimeout(), {"type": "http"}).status == 503


def test_validator_of_a_service_speaks_for_itself() -> None:
    error = invalid("bad_number", ru="14 цифр.", en="14 digits.")
    problem = field_problems(
        [{"type": error.type, "loc": ("body", "number"), "msg": error.message(), "ctx": error.context}]
    )
    assert problem == [FieldProblem("/number", "bad_number", "14 цифр.", "14 digits.")]
    assert ValidationProblem(errors=problem).status == 422


def test_pointer_escapes_as_rfc_6901() -> None:
    assert pointer_of(("body", "a/b", 0, "c~d")) == "/a~1b/0/c~0d"


@pytest.mark.parametrize(
    ("header", "english"),
    [("", False), ("en", True), ("ru,en;q=0.9", False), ("en-US,en;q=0.9", True), ("de", False), ("en;q=x", False)],
)
def test_russian_unless_english_is_preferred(header: str, english: bool) -> None:
    assert prefers_english(header) is english
