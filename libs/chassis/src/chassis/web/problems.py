"""Every failure as `application/problem+json` (RFC 9457), in Russian unless English is preferred."""

from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from chassis.database import is_away, sqlstate
from chassis.errors import (
    FieldProblem,
    Forbidden,
    InternalError,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
    ValidationProblem,
)
from chassis.logs import trace_id_of
from chassis.web.validation import field_problems

log = structlog.get_logger(__name__)

_TITLES_RU: Final = {
    400: "Неверный запрос",
    401: "Нужен вход",
    403: "Недоступно",
    404: "Не найдено",
    405: "Метод не поддерживается",
    409: "Противоречие",
    410: "Больше не действует",
    413: "Слишком большой запрос",
    415: "Неподдерживаемый формат",
    422: "Неверные данные",
    429: "Слишком много запросов",
    500: "Внутренняя ошибка",
    503: "Временно недоступно",
}
_UNREADABLE: Final = FieldProblem("", "unreadable", "Тело запроса не разобрать.", "The body can not be read.")
_BY_STATUS: Final[dict[int, type[Problem]]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedMediaType,
    429: TooManyRequests,
    503: Unavailable,
}


def to_problem(error: BaseException, scope: Scope) -> Problem:
    """What an exception means to the caller. InternalError for whatever was not foreseen."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _from_validation(error, scope)
    if isinstance(error, HTTPException):
        return _from_http(error, scope)
    if is_away(error):
        return Unavailable()
    if sqlstate(error).startswith("22"):  # a value the database can not hold, such as a NUL character
        return ValidationProblem()
    return InternalError()


def _from_validation(error: RequestValidationError, scope: Scope) -> Problem:
    errors = error.errors()
    media_type = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type == "application/json" or media_type.endswith("+json")
    whole_body = any(tuple(item["loc"]) == ("body",) and item["type"] != "missing" for item in errors)
    if whole_body and not is_json:
        return UnsupportedMediaType()
    return ValidationProblem(errors=field_problems(errors))


def _from_http(error: HTTPException, scope: Scope) -> Problem:
    if isinstance(error.__cause__, Problem):  # raised while the body was read
        return error.__cause__
    if error.status_code == 400:  # what FastAPI says of a body that it could not read
        return ValidationProblem(errors=[_UNREADABLE])
    kind = _BY_STATUS.get(error.status_code, MalformedRequest if error.status_code < 500 else InternalError)
    return kind(headers=error.headers)


def prefers_english(accept_language: str) -> bool:
    """Whether `en` is asked for with a higher weight than `ru`, which is the default."""
    weights = {"ru": 0.0, "en": 0.0}
    for item in accept_language.lower().split(","):
        tag, _, params = item.strip().partition(";")
        language = tag.split("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(params))
    return weights["en"] > weights["ru"]


def _weight(params: str) -> float:
    name, _, value = params.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def document(problem: Problem, *, russian: bool, instance: str, trace_id: str | None) -> dict[str, Any]:
    """The members of the answer."""
    title = _TITLES_RU.get(problem.status) if russian else None
    return {
        "type": f"urn:problem:{problem.code}",
        "title": title or HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail(russian=russian),
        "instance": instance,
        "code": problem.code,
        "trace_id": trace_id,
        "errors": [
            {"pointer": item.pointer, "code": item.code, "detail": item.ru if russian else item.en}
            for item in problem.errors
        ],
        **problem.extra,
    }


def respond(error: BaseException, scope: Scope) -> JSONResponse:
    """The answer to an exception; what was not foreseen is logged with its traceback."""
    problem = to_problem(error, scope)
    if isinstance(problem, InternalError):
        log.error("request_failed", exc_info=error)
    elif problem is not error and problem.status == Unavailable.status:
        log.warning("dependency_away", error=type(error).__name__)
    russian = not prefers_english(Headers(scope=scope).get("accept-language", ""))
    body = document(
        problem,
        russian=russian,
        instance=scope["path"],
        trace_id=trace_id_of(scope.get("state", {}).get("traceparent")),
    )
    headers = {"Content-Language": "ru" if russian else "en", "Cache-Control": "no-store", **problem.headers}
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


async def handle(request: Request, error: Exception) -> JSONResponse:
    """The one exception handler of the application."""
    return respond(error, request.scope)
