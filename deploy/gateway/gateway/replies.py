"""The gateway's own answers: problem+json in Russian, in English where Accept-Language begins with it."""

from typing import NamedTuple

from gateway.config import GatewayConfig
from gateway.headers import TRACE_ID, of_every_answer
from gateway.proto import Message, extension, header

RETRY_AFTER = "1"  # every bucket has a token again within a second; a part that died is back within a few


class Reply(NamedTuple):
    """What is said instead of Envoy's own words; `status` replaces the code Envoy would send."""

    status: int
    code: str
    title: str
    ru: str
    en: str


_MALFORMED = Reply(400, "bad_request", "Bad Request", "Запрос составлен неверно.", "The request is malformed.")
_NOBODY = Reply(401, "unauthenticated", "Unauthorized", "Войдите в личный кабинет.", "Sign in first.")
_CSRF_RU = "Запрос пришёл не со страницы личного кабинета."
_CSRF = Reply(403, "csrf", "Forbidden", _CSRF_RU, "The request does not come from a page of the portal.")
_NOTHING = Reply(404, "not_found", "Not Found", "Здесь ничего нет.", "There is nothing here.")
_SLOW = Reply(408, "request_timeout", "Request Timeout", "Запрос шёл слишком долго.", "The request took too long.")
_LARGE = Reply(413, "too_large", "Content Too Large", "Запрос слишком большой.", "The request is too large.")
_OLD = Reply(426, "upgrade_required", "Upgrade Required", "Нужен HTTP/1.1 или новее.", "Use HTTP/1.1 or newer.")
_OFTEN_RU = f"Слишком много запросов. Повторите через {RETRY_AFTER} с."
_OFTEN_EN = f"Too many requests: try again in {RETRY_AFTER} s."
_OFTEN = Reply(429, "too_many_requests", "Too Many Requests", _OFTEN_RU, _OFTEN_EN)
_HEADERS_RU = "Заголовки запроса слишком большие."
_HEADERS_EN = "The headers of the request are too large."
_HEADERS = Reply(431, "headers_too_large", "Request Header Fields Too Large", _HEADERS_RU, _HEADERS_EN)
_AWAY_RU = f"Сервис временно недоступен. Повторите через {RETRY_AFTER} с."
_AWAY_EN = f"The service is away for a moment: try again in {RETRY_AFTER} s."
_AWAY = Reply(503, "unavailable", "Service Unavailable", _AWAY_RU, _AWAY_EN)

_BY_DETAILS = {
    "Jwks_remote_fetch": _AWAY,  # identity's keys were never had: our fault, not the caller's
    "Audiences_in_Jwt": _NOBODY,  # Envoy says 403
    "upgrade_failed": _MALFORMED,  # here too; there are no websockets
}
_SAME_STATUS = (_MALFORMED, _NOBODY, _CSRF, _NOTHING, _SLOW, _LARGE, _OLD, _OFTEN, _HEADERS, _AWAY)
_BY_STATUS = {**{reply.status: reply for reply in _SAME_STATUS}, 500: _AWAY, 502: _AWAY, 504: _AWAY}
_EXTRA = {
    401: [header("www-authenticate", "Bearer")],
    429: [header("retry-after", RETRY_AFTER)],
    503: [header("retry-after", RETRY_AFTER)],
}


def local_reply_config(config: GatewayConfig) -> Message:
    """The first mapper that fits is taken: what the status alone does not tell, then each status; English first."""
    rows = [(_details(text), reply) for text, reply in _BY_DETAILS.items()]
    rows += [(_status(status), reply) for status, reply in _BY_STATUS.items()]
    # Some answers are given before the filters run, so the headers stand here too.
    base = [*of_every_answer(config), header("cache-control", "no-store")]
    return {"mappers": [_mapper(when, reply, base, english=en) for when, reply in rows for en in (True, False)]}


def _mapper(when: Message, reply: Reply, base: list[Message], *, english: bool) -> Message:
    return {
        "filter": {"and_filter": {"filters": [when, _english()]}} if english else when,
        "status_code": reply.status,
        "headers_to_add": [*base, *_EXTRA.get(reply.status, [])],
        "body_format_override": {
            "content_type": "application/problem+json",
            "json_format": {
                "type": "about:blank",
                "title": reply.title,
                "status": reply.status,
                "detail": reply.en if english else reply.ru,
                "instance": "%PATH(NQ)%",
                "code": reply.code,
                "trace_id": TRACE_ID,
            },
        },
    }


def _status(status: int) -> Message:
    return {"status_code_filter": {"comparison": {"op": "EQ", "value": {"default_value": status, "runtime_key": "-"}}}}


def _english() -> Message:
    accepts = {"name": "accept-language", "string_match": {"prefix": "en", "ignore_case": True}}
    return {"header_filter": {"header": accepts}}


def _details(text: str) -> Message:
    contains = f"response.code_details.contains('{text}')"
    kind = "extensions.access_loggers.filters.cel.v3.ExpressionFilter"
    return {"extension_filter": extension("envoy.access_loggers.extension_filters.cel", kind, expression=contains)}
